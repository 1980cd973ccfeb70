"""A quote of a posting that came out of a PDF, out of Word or off LinkedIn is found as it stands there."""

import textwrap

import pytest

from fitcheck.intake import posting_check
from fitcheck.posting.reader import posting_clean, posting_read
from fitcheck.verdict.quotes import naming, quote_find
from tests.fitcheck.conftest import CLEAR_FIT

# What a model writes, and what stands in the posting as it was pasted.
SAME = {
    "a word parted at a line end": ("product manager", "prod-\nuct manager"),
    "a compound parted at its hyphen": ("cross-functional team", "cross-\nfunctional team"),
    "a soft hyphen": ("product", "prod\u00aduct"),
    "a soft hyphen at a line end": ("Kubernetes in use", "Kuber\u00ad\nnetes in use"),
    "a hyphen of its own code": ("end-to-end", "end\u2010to\u2010end"),
    "a minus": ("5-7 years", "5\u22127 years"),
    "a dash": ("5-7 years", "5–7 years"),
    "three dots for one sign": ("and more ... soon", "and more … soon"),
    "one sign for three dots": ("and more … soon", "and more ... soon"),
    "a zero-width space": ("great product", "great\u200b pro\u200bduct"),
    "a space that does not break": ("10 years", "10\u00a0years"),
    "an entity": ("R & D", "R &amp; D"),
    "ligatures": ("flow of offices", "ﬂow of oﬃces"),
    "an accent of its own": ("café team", "cafe\u0301 team"),
    "curly quotes": ('don\'t "ship" it', "don’t “ship” it"),
    "angled quotes": ('the "north star" metric', "the «north star» metric"),
    "an accent for an apostrophe": ("it's yours", "it´s yours"),
    "Markdown": ("Lead a team of six", "**Lead** a team of six"),
}


@pytest.mark.parametrize(("quote", "pasted"), SAME.values(), ids=SAME)
def test_it_finds_the_quote_of_a_text_that_was_copied(quote, pasted):
    job = posting_clean(f"The role. {pasted}. Apply now.")

    found = quote_find(quote, job)

    assert found is not None
    assert job[found.offset : found.end] == found.text
    assert found.text.strip("*") == posting_clean(pasted).strip("*")


@pytest.mark.parametrize(
    ("quote", "job"),
    [
        ("product owner", "product manager"),
        ("5-7 years", "57 years"),
        ("no SQL", "SQL"),
        ("resume wanted", "résumé wanted"),
        ("cross functional", "cross-functional"),
    ],
)
def test_it_finds_no_other_words(quote, job):
    assert quote_find(quote, job) is None


def hyphenated(text: str) -> str:
    """Return a text as a narrow column of a PDF has it: words parted at the line ends."""
    lines = []
    for line in text.splitlines():
        lines += textwrap.wrap(line.replace("product", "prod-\nuct").replace("- ", "• "), 60, replace_whitespace=False)
    return "\n".join(lines)


def test_a_posting_out_of_a_pdf_is_accepted_and_keeps_its_quotes():
    job = posting_clean(hyphenated(CLEAR_FIT))

    posting_check(job, least=300, most=15_000)

    assert "prod-\nuct" in job
    plain = posting_read(posting_clean(CLEAR_FIT))
    kept = [ask for ask in plain.asks if quote_find(ask.quote, job)]
    assert len(kept) == len(plain.asks)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SQL, Data pipelines, Kafka", "SQL, Data pipelines and Kafka"),
        ("SQL", "SQL"),
        ("SQL, written daily", "“SQL, written daily”"),
    ],
)
def test_it_quotes_no_list_of_skills_as_if_it_were_a_sentence(statement, said):
    assert naming(statement, ["SQL", "Data pipelines", "Kafka"]) == said
