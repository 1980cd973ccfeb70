"""Answers held against a small site: what is marked, what is left alone, whatever a model may write."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askai.answer.citations import AnswerPart, Citation
from askai.answer.claims import Held, sentences_of, unsourced
from askai.answer.figures import figures_of, months_of, values_of
from askai.answer.library import library_of
from askai.answer.speech import is_silence, without_silence
from corpus.text.values import CorpusText, SourceText

CORPUS = CorpusText(
    version_id=1,
    sha256="0" * 64,
    owner="Ada Example",
    pronoun="she",
    contact_url="mailto:ada@example.org",
    sources=(
        SourceText(
            "https://x/editor#intro",
            "The editor, product lead",
            (
                "Ada has led the editor at Brightwell since April 2025.",
                "Crashes fell by 1,150 a week, from 41 to 12 percent, in the first quarter of 2026.",
                "Her team is three engineers and a designer.",
            ),
        ),
        SourceText(
            "https://x/past#work",
            "Earlier work › Harbour Line",
            (
                "Ada was product manager at Harbour Line from June 2022 to March 2025.",
                "She shipped invoices for 300 shops and stopped an app that 68 percent of users had asked for.",
                "Refunds took two days in 18 months out of 20.",
            ),
        ),
        SourceText("https://x/free#time", "Beyond work", ("Ada rows on the river and bakes bread on Sundays.",)),
        SourceText(
            "https://x/skills/#data",
            "Skills: Data",
            (
                "Kafka: 0 of 5 (none). Can follow the word in a meeting.",
                "SQL: 3 of 5 (do it alone), 6 years, last used 2026-09. Writes weekly funnels.",
                "Machine learning: 1 of 5 (know what it is). Has read about it.",
            ),
        ),
    ),
    tokens=200,
)
LIBRARY = library_of(CORPUS)
unhurried = settings(deadline=None)  # dictionaries are loaded at the first word
TODAY = date(2026, 11, 20)
BLOCKS = [(source, block) for source in CORPUS.sources for block in source.blocks]


def cited(text: str, *places: tuple[int, int]) -> AnswerPart:
    """Return a block of an answer that cites blocks by section and number."""
    sources = [(CORPUS.sources[section], number) for section, number in places]
    return AnswerPart(text, tuple(Citation(source.url, source.title, source.blocks[n]) for source, n in sources))


def kinds(*parts: AnswerPart, question: str = "", can_cite: bool = True) -> list[str]:
    return [each.kind for each in unsourced(parts, LIBRARY, Held(question, TODAY, can_cite))]


@pytest.mark.parametrize(
    ("part", "question"),
    [
        (cited("Crashes fell from 41 to 12% in early 2026, by 1150 a week.", (0, 1)), ""),
        (
            cited("She has led the editor since April 2025, for a year and seven months as of November 2026.", (0, 0)),
            "",
        ),
        (cited("She stayed at Harbour Line for almost three years.", (1, 0)), ""),
        (cited("Crashes fell from 41 percent in Q1 2026.", (0, 1)), ""),
        (cited("As a PM she shipped invoices for 300 shops at Harbour Line.", (1, 1)), ""),
        (cited("Three people write code and a designer joins them.", (0, 2)), ""),
        (cited("No, she has not used Kafka in Seattle.", (3, 0)), "Has she used Kafka in Seattle?"),
        (cited("She last used SQL in September 2026 and rates it 3 of 5.", (3, 1)), ""),
        (cited("Die Abstürze sanken von 41 auf 12 Prozent, um 1.150 pro Woche.", (0, 1)), ""),
        (cited("Two things: she rows on the river, and she bakes bread.", (2, 0)), ""),
        (AnswerPart("The site does not say anything about Vue."), "Does she know Vue?"),
        (AnswerPart("This is an AI that answers from the pages of this site about Ada Example."), "Who are you?"),
        (AnswerPart("Hi! You can ask about Ada's work on the editor, or about her skills."), "Hi there!"),
        (AnswerPart("These are examples, not a ranking of what was said."), ""),
        (AnswerPart("Yes, she did."), ""),
    ],
)
def test_it_leaves_an_honest_answer_alone(part, question):
    assert kinds(part, question=question) == []


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (cited("Crashes fell from 41 to 21 percent.", (0, 1)), "figure"),
        (cited("She led a team of twelve engineers.", (0, 2)), "figure"),
        (cited("She was product manager at Harbour Line until March 2024.", (1, 0)), "figure"),
        (cited("She has led the editor since June 2025.", (0, 0)), "figure"),
        (cited("She has led the editor for six years.", (0, 0)), "figure"),
        (cited("Crashes fell by 11,500 a week.", (0, 1)), "figure"),
        (cited("She led the editor as Chief Product Officer.", (0, 0)), "name"),
        (cited("Yes, she ran Kafka with her engineers.", (0, 2)), "name"),
        (cited("She has machine learning experience with three engineers.", (0, 2)), "skill"),
        (cited("She negotiates contracts well with suppliers.", (2, 0)), "unrelated"),
        (cited("Sie führte ein Team von 45 Personen.", (0, 2)), "figure"),
        (AnswerPart("She raised activation by 68 percent in 18 months."), "uncited"),
        (AnswerPart("She probably has some exposure to it, given her engineers."), "uncited"),
        (AnswerPart("She knows Haskell."), "uncited"),
        (AnswerPart("| skill | years |\n|---|---|\n| Haskell | 7 |"), "uncited"),
        (AnswerPart("```\nShe holds a doctorate from Stanford.\n```"), "uncited"),
    ],
)
def test_it_marks_what_the_sources_do_not_hold(part, kind):
    assert set(kinds(part)) == {kind}


def test_it_looks_on_after_the_site_does_not_say():
    declined = AnswerPart("The site does not say. It names no such tool. She has used Tableau for five years.")

    (found,) = unsourced([declined], LIBRARY, Held())

    assert found.text == "She has used Tableau for five years."


def test_it_marks_the_claim_that_hangs_on_a_silence_and_not_the_silence():
    assert kinds(AnswerPart("The site does not name her tools, but she led forty people at Harbour Line.")) == [
        "uncited"
    ]
    assert without_silence("She rows; how often, the site does not say.") == "She rows"


def test_it_takes_a_sentence_over_several_blocks_as_one():
    parts = [cited("She shipped invoices for 300 shops", (1, 1)), AnswerPart(" and "), cited("led the editor.", (0, 0))]

    assert [sentence.text for sentence in sentences_of(parts)] == [
        "She shipped invoices for 300 shops and led the editor."
    ]
    assert kinds(*parts) == []


def test_it_borrows_the_sources_next_to_an_uncited_sentence():
    beside = AnswerPart(" Crashes fell to 12 percent.")

    assert kinds(cited("She has led the editor since April 2025.", (0, 0), (0, 1)), beside) == []


def test_it_asks_of_a_server_that_cannot_cite_only_that_the_site_holds_it():
    held = AnswerPart("In short, one could say that crashes went down to 12 percent on her watch.")

    assert kinds(held, can_cite=False) == []
    assert kinds(AnswerPart("Crashes went down to 13 percent on her watch."), can_cite=False) == ["figure"]


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but the site doesn't say whether she has used it.",
        "None of the pages mentions a salary.",
        "No page says that she worked there.",
        "Her salary is not stated on the site.",
        "Die Website sagt nichts zum Gehalt.",
        "Le site ne précise pas son salaire.",
        "I could not find anything on that.",
    ],
)
def test_it_knows_a_silence_in_other_words(text):
    assert is_silence(text)


@pytest.mark.parametrize("text", ["She rebuilt the site without a designer.", "She does not own a pipeline."])
def test_it_takes_no_denial_for_a_silence(text):
    assert not is_silence(text)


def test_it_reads_figures_however_they_are_written():
    assert values_of(["1,150"]) & values_of(["1.150"]) & values_of(["1150"])
    assert values_of(["0,6"]) & values_of(["0.6"])
    assert values_of(["$2M"]) & values_of(["2 million"]) & values_of(["2,000,000"])
    assert values_of(["twenty-two"]) == values_of(["22"])
    assert 2025.0 in values_of(["2022–25"])
    assert figures_of("B2B, WCAG2 and H1") == []
    assert months_of("She may leave in May 2026 or 2026-09.") == {5, 9}


@unhurried
@given(st.lists(st.tuples(st.text(max_size=60), st.booleans()), max_size=6), st.text(max_size=30), st.booleans())
def test_it_marks_sentences_of_any_answer_in_order_and_within_it(pieces, question, can_cite):
    parts = [cited(text, (0, 1)) if is_cited else AnswerPart(text) for text, is_cited in pieces]
    text = "".join(part.text for part in parts)

    found = unsourced(parts, LIBRARY, Held(question, TODAY, can_cite))

    spans = [place for each in found for place in (each.start, each.end)]
    assert spans == sorted(spans)
    assert all(text[each.start : each.end] == each.text for each in found)


@unhurried
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=5))
def test_it_never_marks_what_it_quotes(quoted):
    parts = [AnswerPart(f"{block} ", (Citation(source.url, source.title, block),)) for source, block in quoted]

    assert unsourced(parts, LIBRARY, Held(today=TODAY)) == []


@unhurried
@given(st.sampled_from(BLOCKS), st.integers(21, 20_000).filter(lambda number: number not in {41, 300, 68, 1150}))
def test_it_marks_every_figure_that_is_put_in(quoted, number):
    source, block = quoted
    part = AnswerPart(f"{block.rstrip('.')} for {number} people.", (Citation(source.url, source.title, block),))

    assert [each.kind for each in unsourced([part], LIBRARY, Held())] == (
        [] if number in values_of([block]) else ["figure"]
    )


def test_it_reads_an_answer_of_two_thousand_citations():
    parts = [cited(f"{number} shops. ", (1, 1)) for number in range(2_000)]

    assert len(unsourced(parts, LIBRARY, Held())) == 1_998
