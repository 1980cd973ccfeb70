import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.gateway.cleaning import clean_text

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANYTHING)
def test_it_changes_nothing_the_second_time(text):
    once = clean_text(text)

    assert clean_text(once) == once


@given(ANYTHING)
def test_it_leaves_text_that_any_store_takes(text):
    cleaned = clean_text(text)

    cleaned.encode("utf-8")
    assert not {c for c in cleaned if ord(c) < 32 and c not in "\t\n"}
    assert len(cleaned) <= len(text)


@given(st.text("abcdefgåß漢字 .,"))
def test_it_leaves_plain_words_alone(text):
    assert clean_text(text) == text.strip()


@pytest.mark.parametrize(
    ("pasted", "cleaned"),
    [
        ("a\x00b", "ab"),
        ("lone \ud800 half", "lone  half"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\n \n\t\n\nb", "a\n\nb"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("hid\U000e0041\U000e0042den", "hidden"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeff  text \x1b[31m ", "text [31m"),
        ("👩‍🔬 keeps joiners", "👩‍🔬 keeps joiners"),
    ],
)
def test_it_removes_what_nobody_sees(pasted, cleaned):
    assert clean_text(pasted) == cleaned
