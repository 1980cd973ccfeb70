"""Rows found by their names: what is meant, not every word that looks like it."""

import pytest

from fitcheck.verdict.terms import matrix_terms
from tests.fitcheck.making import row

ROWS = (
    row("coaching", 4, name="Coaching product managers", aliases=("mentoring",), evidence="Coached three."),
    row("coding", 3, name="Software development", aliases=("software engineer", "coding"), evidence="Two years."),
    row("engineers", 5, name="Working with engineers", aliases=("working well with engineers",), evidence="Daily."),
    row("remote", 4, name="Remote collaboration", aliases=("all-remote",), evidence="Two years."),
    row("hiring", 3, name="Recruiting", aliases=("hiring",), evidence="Three."),
    row("buy-in", 3, name="Persuasion", aliases=("buy-in",), evidence="Often."),
    row("on-call", 1, name="Site reliability", aliases=("on-call", "up to date"), evidence="None."),
    row("product", 5, name="Product management", aliases=("product manager",), evidence="Nine years."),
    row("readers", 4, name="Accessibility", aliases=("screen reader",), evidence="Tested with one."),
    row("writing", 5, name="Written communication", aliases=("writing",), evidence="Memos and documentation."),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("You will be on call one week in six.", ["on-call"]),
        ("Working well with engineers", ["engineers"]),
        ("Experience in remote teams", ["remote"]),
        ("Lead by hiring good people", ["hiring"]),
        ("Get buy-in from all", ["buy-in"]),
        ("Buy from suppliers in Spain", []),
        ("On-call duty", ["on-call"]),
        ("Conducting sick call rounds", []),
        ("Keep your skills to date", []),
        ("Experience as a software engineer", ["coding"]),
        ("Software engineers with five years of practice", ["coding"]),
        ("We are looking for product managers who write well", ["product"]),
        ("Managing at least six full-time software engineers", []),
        ("You will report to the product manager", []),
        ("As the product manager you set the course", ["product"]),
        ("Hire and lead a team of 30+ Product Managers", []),
        ("Coach product managers", ["coaching"]),
        ("Working knowledge of testing with screen readers", ["readers"]),
        ("Experience writing high performance Go code and benchmarks", []),
        ("You will be writing production code every day", []),
        ("Writing documentation for users", ["writing"]),
        ("Strong writing skills", ["writing"]),
        ("Clear in speech and writing, in English", ["writing"]),
        ("Experience mentoring engineers", ["coaching"]),
        ("Coding and testing", ["coding"]),
        ("Coding includes a night in the cold store", []),
        ("The job requires coding", ["coding"]),
        ("Deﬁne the prod-\nuct manage-\nment of it", ["product"]),
        ("Prod\u00aduct manage\u00adment", ["product"]),
        ("Know our [way of working](/handbook/product-manager/software-engineer/)", []),
        ("See https://example.org/coding and apply", []),
    ],
)
def test_it_finds_a_row_where_its_name_is_meant(text, keys):
    assert [one.key for one in matrix_terms(ROWS).named_in(text)] == keys


def test_it_says_where_a_name_stands():
    text = "Ask [us](https://example.org/a) about on-call work"
    (found,) = matrix_terms(ROWS).named_in(text)

    assert text[found.start : found.end] == "call"
