"""Words, lemmas, sentences and the language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.words import fold, language_of, lemma, lemmas, sentences, words


@pytest.mark.parametrize("name", ["C++", "C#", ".NET", "Node.js", "A/B", "CI/CD", "R&D"])
def test_it_keeps_a_name_with_signs_whole(name):
    assert name in words(f"You know {name} well.")


@pytest.mark.parametrize(
    ("one", "other"), [("Looker", "looking"), ("active", "activation"), ("director", "directory"), ("policy", "police")]
)
def test_it_keeps_words_apart_that_only_share_letters(one, other):
    assert lemma(one) != lemma(other)


@pytest.mark.parametrize(
    ("word", "form"), [("roadmaps", "roadmap"), ("leading", "lead"), ("policies", "policy"), ("EMR", "emr")]
)
def test_it_finds_the_dictionary_form(word, form):
    assert lemma(word) == form


def test_it_leaves_stop_words_out_of_the_lemmas():
    assert lemmas("the roadmaps of a product") == ["roadmap", "product"]


def test_it_folds_accents_and_sharp_s():
    assert fold("Über Straße É") == "uber strasse e"


def test_it_ends_no_sentence_at_an_abbreviation():
    text = "You know tools, e.g. Jira. You lead."

    assert [text[start:end] for start, end in sentences(text)] == ["You know tools, e.g. Jira.", "You lead."]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We are looking for a nurse for our ward.", "en"),
        ("Wir suchen eine Pflegekraft für unsere Station.", "de"),
        ("Nous recherchons une infirmière pour notre service.", "fr"),
        ("Buscamos una enfermera para nuestro hospital.", "es"),
        ("Procuramos uma enfermeira para o nosso hospital.", "pt"),
        ("看護師を募集しています。", "ja"),
        ("招聘护士，要求有经验。", "zh"),
        ("간호사를 모집합니다", "ko"),
        ("12345", "und"),
    ],
)
def test_it_names_the_language(text, code):
    assert language_of(text) == code


@given(st.text())
def test_it_reads_any_text(text):
    lemmas(text)
    language_of(text)

    assert all(0 <= start < end <= len(text) for start, end in sentences(text))
