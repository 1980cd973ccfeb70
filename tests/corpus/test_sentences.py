"""The splitter: what an answer quotes must be a whole thought, and no word may be lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.imports.cells import name_fold, text_clean
from corpus.text.sentences import blocks, fold, sentences

PROSE = st.text(alphabet=st.sampled_from("abcXYZ .!?…'\"()0123456789\n\t-,;é“”"), max_size=300)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She led it. He built it.", ["She led it.", "He built it."]),
        ("It fell by 3.5 percent. Then it rose.", ["It fell by 3.5 percent.", "Then it rose."]),
        ("Tools, e.g. Figma, helped. We shipped.", ["Tools, e.g. Figma, helped.", "We shipped."]),
        ("Dr. Lee agreed with J. Smith. Both left.", ["Dr. Lee agreed with J. Smith.", "Both left."]),
        ("See No. 5 of the list. It is long.", ["See No. 5 of the list.", "It is long."]),
        ("He said “It is done.” Then he left.", ["He said “It is done.”", "Then he left."]),
        ("Yes. We shipped it in May.", ["Yes. We shipped it in May."]),
        ("Who owns it? Nobody does, yet! Still fine.", ["Who owns it?", "Nobody does, yet!", "Still fine."]),
        ("We cut scope, budget, etc. The team agreed.", ["We cut scope, budget, etc.", "The team agreed."]),
        ("1. First we asked them all.", ["1. First we asked them all."]),
        ("Version 2.0 of the U.S. form went out. It held.", ["Version 2.0 of the U.S. form went out.", "It held."]),
    ],
)
def test_it_ends_a_sentence_where_a_reader_would(text, expected):
    assert sentences(text) == expected


def test_it_keeps_a_short_list_item_whole():
    assert blocks("- Retention. It rose by four points.\n\nOne sentence here. Another one there.") == (
        "Retention. It rose by four points.",
        "One sentence here.",
        "Another one there.",
    )


def test_it_cuts_a_long_list_item_into_sentences():
    sentence = "This sentence is repeated until the item is far too long to quote. "

    assert len(blocks("- " + sentence * 6)) == 6


@given(PROSE)
def test_it_loses_and_adds_no_word(text):
    assert " ".join(sentences(text)) == fold(text)


@given(st.lists(PROSE, max_size=6))
def test_it_never_gives_an_empty_block(paragraphs):
    found = blocks("\n\n".join(paragraphs))

    assert all(block.strip() and block == fold(block) for block in found)


@given(st.text())
def test_it_folds_a_name_once_and_for_all(name):
    assert name_fold(name_fold(name)) == name_fold(name)
    assert name_fold(f"  {name.upper()} ") == name_fold(name_fold(name.upper()))


@given(st.text())
def test_it_cleans_a_text_once_and_for_all(text):
    assert text_clean(text_clean(text)) == text_clean(text)
