"""Conditions against stated facts: met, failed, or open where no fact decides."""

import pytest

from fitcheck.posting.outline import Condition, PostedRole, Posting, Span
from fitcheck.verdict.conditions import Reported, gates_of, is_condition
from fitcheck.verdict.rulings import ruling_of
from tests.fitcheck.making import profile

CHICAGO = {
    "locations": ("Chicago", "Illinois", "remote"),
    "authorised_in": ("United States", "Ireland"),
    "citizenships": ("United States",),
    "languages": ("English", "Spanish"),
    "licences": ("Bachelor of Arts in Sociology", "Certified Scrum Product Owner (CSPO)"),
}
ROLE = PostedRole("x", "x", "senior", "product", "x")


def posting(text: str, *conditions: Condition) -> Posting:
    return Posting(text, "en", True, ROLE, (), (), conditions, ())


def ruled(kind: str, quote: str, needs: tuple[str, ...] = (), **facts: object) -> str:
    return ruling_of(kind, needs=needs, quote=quote, profile=profile(**facts), posting=posting(quote)).status


@pytest.mark.parametrize(
    ("kind", "quote", "facts", "status"),
    [
        ("authorisation", "authorized to work in the United States", {"authorised_in": ("United States",)}, "met"),
        ("authorisation", "the right to work in the US", {"authorised_in": ("Germany",)}, "failed"),
        ("authorisation", "the right to work in the US", {"authorised_in": ()}, "unknown"),
        ("authorisation", "Arbeitserlaubnis für Deutschland", {"authorised_in": ("EU",)}, "met"),
        ("authorisation", "right to work in France", {"authorised_in": ("Germany",)}, "failed"),
        (
            "authorisation",
            "right to work in France",
            {"authorised_in": ("Germany",), "citizenships": ("Ireland",)},
            "met",
        ),
        ("authorisation", "authorised to work without sponsorship", {}, "unknown"),
        ("citizenship", "You must be a U.S. citizen", {"authorised_in": ("United States",)}, "unknown"),
        ("citizenship", "You must be a U.S. citizen", {"citizenships": ("United States",)}, "met"),
        ("citizenship", "You must be a U.S. citizen", {"citizenships": ("Portugal",)}, "failed"),
        ("citizenship", "U.S. citizens or permanent residents", {"citizenships": ("Portugal",)}, "unknown"),
        ("citizenship", "German passport holders only", {"citizenships": ("Germany",)}, "met"),
        ("language", "Sehr gute Deutschkenntnisse", {"languages": ("English", "Deutsch (C1)")}, "met"),
        ("language", "fluent German", {"languages": ("English",)}, "failed"),
        ("language", "German or English", {"languages": ("English",)}, "met"),
        ("language", "German and English", {"languages": ("English",)}, "failed"),
        ("language", "English and (German or French)", {"languages": ("English",)}, "failed"),
        ("language", "native Spanish", {"languages": ("Spanish",)}, "unknown"),
        ("language", "native Spanish", {"languages": ("Spanish (native)",)}, "met"),
        ("language", "fluent German (C1)", {"languages": ("German (B1)",)}, "unknown"),
        ("language", "conversational Spanish", {"languages": ("Spanish",)}, "met"),
        ("language", "fluent German", {"languages": ()}, "unknown"),
        ("degree", "A Bachelor's degree is required", {"licences": ("MSc Computer Science",)}, "met"),
        ("degree", "PhD required", {"licences": ("BSc Computer Science",)}, "failed"),
        ("degree", "Bachelor's degree in nursing", {"licences": ("BSc Computer Science",)}, "unknown"),
        ("degree", "Bachelor of Science", {"licences": ("Bachelor of Arts in History",)}, "unknown"),
        ("degree", "a Bachelor's or Master's degree", {"licences": ("Bachelor of Arts",)}, "met"),
        ("degree", "Bachelor's degree", {"licences": ("Scrum certificate",)}, "unknown"),
        ("licence", "registered nurse license", {"licences": ("Registered Nurse license, California",)}, "met"),
        ("licence", "a valid RN is required", {"licences": ("BSc Computer Science",)}, "failed"),
        ("licence", "licensed midwife", {"licences": ("BSc",)}, "failed"),
        ("licence", "admitted to the bar", {"licences": ("BSc",)}, "failed"),
        ("licence", "scaled agile certificate", {"licences": ("BSc Computer Science",)}, "unknown"),
        ("licence", "scaled agile certificate", {"licences": ("BSc",), "licences_complete": True}, "failed"),
        ("licence", "certified scrum master", CHICAGO, "unknown"),
        ("licence", "a valid driver's license", {"licences": ("BSc",)}, "unknown"),
        ("licence", "a valid driver's license", {"licences": ("BSc",), "licences_complete": True}, "failed"),
        ("licence", "registered nurse license", {"licences": ()}, "unknown"),
        ("clearance", "active top secret clearance", {"licences": ("BSc",)}, "unknown"),
        ("clearance", "secret clearance", {"licences": ("Secret clearance (2024)",)}, "met"),
        ("location", "remote", {"locations": ("Lisbon", "Remote")}, "met"),
        (
            "location",
            "remote in the United States",
            {"locations": ("Remote",), "authorised_in": ("Portugal",)},
            "failed",
        ),
        ("location", "based in London or Lisbon", {"locations": ("Lisbon",)}, "met"),
        ("location", "based in London", {"locations": ("Lisbon",)}, "failed"),
        ("location", "based in London", {"locations": ()}, "unknown"),
        ("location", "based in Berlin, not remote", {"locations": ("Lisbon", "Remote")}, "unknown"),
        ("location", "in the greater Chicago area", CHICAGO, "met"),
        ("location", "hybrid in Chicago or New York", CHICAGO, "met"),
        ("location", "must live in the Midwest", CHICAGO, "unknown"),
        ("location", "based in Dublin", CHICAGO, "unknown"),
        ("location", "remote in the United States", CHICAGO, "met"),
        ("location", "on site in Tulsa four days a week", CHICAGO, "failed"),
        ("location", "based in Toronto", CHICAGO, "failed"),
        ("location", "must be in New York", {"locations": ("New", "York Mills"), "authorised_in": ()}, "unknown"),
    ],
)
def test_it_decides_a_condition_by_the_owners_facts(kind, quote, facts, status):
    assert ruled(kind, quote, **facts) == status


def test_it_holds_a_check_that_follows_the_choice_for_no_obstacle():
    quote = "Public trust. Background investigation required."
    ruling = ruling_of("clearance", needs=(), quote=quote, profile=profile(), posting=posting(quote))

    assert (ruling.status, ruling.is_settled_later) == ("unknown", True)


@pytest.mark.parametrize(
    ("kind", "quote", "is_one"),
    [
        ("licence", "You must run Kafka and Spark in production", False),
        ("location", "Deep knowledge of Terraform", False),
        ("degree", "A PhD is not required", False),
        ("degree", "A degree or equivalent experience", False),
        ("language", "German preferred", False),
        ("language", "German is required", True),
        ("licence", "A valid driver's license", True),
        ("citizenship", "Open to U.S. citizens", True),
    ],
)
def test_it_takes_for_a_condition_only_what_the_quote_makes_one(kind, quote, is_one):
    assert is_condition(kind, quote) is is_one


def test_it_adds_what_the_model_did_not_report_and_merges_what_it_did():
    text = "A valid registered nurse license is required. German is required."
    scanned = (
        Condition("licence", ("registered nurse license",), Span(0, 45), text[:45]),
        Condition("language", ("german",), Span(46, 65), text[46:]),
    )
    said = [Reported("Licensed as a nurse", "licence", "registered nurse license", 8)]

    gates = gates_of(posting(text, *scanned), said, profile(licences=("BSc",)))

    assert [(gate.kind, gate.status, gate.statement) for gate in gates] == [
        ("licence", "failed", "Licensed as a nurse"),
        ("language", "failed", "German is required."),
    ]


def test_it_counts_two_places_to_choose_from_as_one():
    text = "You must be based in London or based in Lisbon."
    said = [
        Reported("London", "location", "based in London", 12),
        Reported("Lisbon", "location", "based in Lisbon", 31),
    ]

    gates = gates_of(posting(text), said, profile(locations=("Lisbon",)))

    assert [gate.status for gate in gates] == ["met"]


def test_it_keeps_a_condition_open_whose_quote_is_not_there():
    gates = gates_of(posting("Nothing."), [Reported("German", "language", "", None)], profile(languages=("English",)))

    assert [(gate.status, gate.holds_back) for gate in gates] == [("unknown", True)]


def test_it_asks_about_presence_in_another_country_in_which_the_owner_may_work():
    cities = ("Dublin", "New York", "Toronto", "Chicago")

    stands = {city: ruled("location", f"On site in {city}, four days a week", **CHICAGO) for city in cities}

    assert stands == {"Dublin": "unknown", "New York": "failed", "Toronto": "failed", "Chicago": "met"}


def test_it_counts_a_condition_that_is_said_twice_once():
    twice = posting(
        "On site in Tulsa, Oklahoma. On site in Tulsa four days a week.",
        Condition("location", ("tulsa", "oklahoma"), Span(0, 26), "On site in Tulsa, Oklahoma"),
        Condition("location", ("tulsa",), Span(28, 61), "On site in Tulsa four days a week"),
    )

    assert [gate.quote for gate in gates_of(twice, [], profile())] == ["On site in Tulsa, Oklahoma"]
