import pytest
from fitcheck.verdict.gates import gate_rule

from corpus.models import Seniority
from fitcheck.contract.schema import Role
from fitcheck.verdict.axes import LADDER, axis_decide, level_alignment
from tests.fitcheck.making import profile

SENIORITIES = [("senior", "aligned"), ("mid", "partial"), ("executive", "partial"), ("junior", "misaligned")]


@pytest.mark.parametrize(
    ("kind", "needs", "facts", "status"),
    [
        ("authorisation", "US citizens", {"authorised_in": ("United States",)}, "met"),
        ("authorisation", "united states", {"authorised_in": ("Germany",)}, "failed"),
        ("authorisation", "united states", {"authorised_in": ()}, "unknown"),
        ("authorisation", "germany", {"authorised_in": ("EU",)}, "met"),
        ("authorisation", "authorised to work without sponsorship", {}, "unknown"),
        ("language", "german", {"languages": ("English", "Deutsch (C1)")}, "met"),
        ("language", "german", {"languages": ("English",)}, "failed"),
        ("language", "german or english", {"languages": ("English",)}, "met"),
        ("language", "german and english", {"languages": ("English",)}, "failed"),
        ("language", "german", {"languages": ()}, "unknown"),
        ("language", "excellent communication", {}, "unknown"),
        ("degree", "bachelor degree", {"licences": ("MSc Computer Science",)}, "met"),
        ("degree", "phd", {"licences": ("BSc Computer Science",)}, "failed"),
        ("degree", "bachelor degree in nursing", {"licences": ("BSc Computer Science",)}, "unknown"),
        ("degree", "bachelor degree", {"licences": ("Scrum certificate",)}, "unknown"),
        ("licence", "registered nurse licence", {"licences": ("Registered Nurse, California",)}, "met"),
        ("licence", "registered nurse licence", {"licences": ("BSc Computer Science",)}, "failed"),
        ("licence", "scaled agile certificate", {"licences": ("BSc Computer Science",)}, "unknown"),
        ("licence", "registered nurse licence", {"licences": ()}, "unknown"),
        ("clearance", "top secret clearance", {"licences": ("BSc",)}, "unknown"),
        ("clearance", "secret clearance", {"licences": ("Secret clearance (2024)",)}, "met"),
        ("location", "remote", {"locations": ("Lisbon", "Remote")}, "met"),
        ("location", "remote", {"locations": ("Lisbon",)}, "failed"),
        ("location", "remote, united states", {"locations": ("Remote",), "authorised_in": ("Portugal",)}, "failed"),
        ("location", "london or lisbon", {"locations": ("Lisbon",)}, "met"),
        ("location", "london", {"locations": ("Lisbon",)}, "failed"),
        ("location", "london", {"locations": ()}, "unknown"),
        ("location", "portugal or spain", {"locations": ("Lisbon",)}, "unknown"),
        ("location", "canada", {"locations": ("Lisbon",)}, "failed"),
        ("none", "anything", {}, "unknown"),
    ],
)
def test_it_decides_a_condition_by_the_owners_facts(kind, needs, facts, status):
    ruling = gate_rule(kind, needs=needs, quote="It is required.", profile=profile(**facts))

    assert ruling.status == status


@pytest.mark.parametrize("quote", ["", "A degree or equivalent experience", "German preferred", "German is a plus"])
def test_it_fails_nobody_without_a_hard_quote(quote):
    ruling = gate_rule("language", needs="german", quote=quote, profile=profile(languages=("English",)))

    assert ruling.status == "unknown"


def test_it_reads_us_as_a_country_only_in_capitals():
    ruling = gate_rule(
        "location", needs="come to us in london", quote="x", profile=profile(locations=("United States",))
    )

    assert ruling.status == "failed"


@pytest.mark.parametrize(("seniority", "alignment"), SENIORITIES)
def test_it_measures_the_level_in_rungs(seniority, alignment):
    assert level_alignment(seniority, profile()) == alignment


def test_it_knows_the_ladder_the_owner_chooses_from():
    assert tuple(Seniority.values) == LADDER


@pytest.mark.parametrize(
    ("axis", "said", "changes", "decided"),
    [
        ("function", "aligned", {"function": "engineering"}, "misaligned"),
        ("function", "aligned", {"function": "design"}, "partial"),
        ("function", "partial", {"function": "product"}, "partial"),
        ("function", "partial", {"function": "other"}, "partial"),
        ("level", "aligned", {"seniority": "intern"}, "misaligned"),
        ("level", "misaligned", {"seniority": "unknown"}, "misaligned"),
        ("domain", "aligned", {"domain": "mining"}, "partial"),
        ("domain", "misaligned", {"domain": "mining"}, "misaligned"),
        ("domain", "misaligned", {"domain": "developer tools"}, "partial"),
        ("domain", "aligned", {"domain": "tools for developers, developer experience"}, "aligned"),
    ],
)
def test_it_lets_the_model_lower_an_axis_and_never_raise_it(axis, said, changes, decided):
    fields = {"title": "x", "organisation": "x", "seniority": "senior", "function": "product", "domain": "x"}
    role = Role(**{**fields, **changes})

    assert axis_decide(axis, said, role=role, profile=profile()) == decided
