"""Replies made to flatter, for jobs this owner must not get: each hole is one kind of reply, and each stays shut.

The promise: no single reply of a model, and no text in a posting, can publish more than the matrix and the posting
carry.
"""

import pytest

from fitcheck.contract.schema import AssessmentOut, RequirementOut
from fitcheck.verdict.assessment import UnableToAssess, assess
from fitcheck.verdict.ground import Ground
from tests.fitcheck.verdict.owners import (
    FIT_JOB,
    NURSE_JOB,
    PLATFORM_JOB,
    WARD_JOB,
    WARD_PROFILE,
    WARD_ROWS,
    claim,
    every_ask,
    ground_of_owner,
    reply,
)

PLATFORM = ground_of_owner(PLATFORM_JOB)
NURSE = ground_of_owner(NURSE_JOB)
EASY = [
    claim("Set the roadmap with engineering", "roadmap"),
    claim("Write SQL", "sql"),
    claim("Interview users", "user-interviews"),
]


def published(answer: AssessmentOut, ground: Ground = PLATFORM) -> str | None:
    """Return the word that is published; None where there is no verdict."""
    return assess(answer, ground).decision.verdict


def honest(ground: Ground = PLATFORM) -> list[RequirementOut]:
    return every_ask(ground, "roadmap", "sql", "user-interviews", "product-analytics")


def test_it_still_finds_a_true_fit():
    ground = ground_of_owner(FIT_JOB)

    assert published(reply(*every_ask(ground)), ground) == "strong"
    assert published(reply(*every_ask(ground, "english")), ground) == "strong"


def test_it_still_finds_a_true_fit_of_another_owner():
    ground = ground_of_owner(WARD_JOB, WARD_ROWS, WARD_PROFILE)
    role = reply().role.model_copy(
        update={"function": "healthcare", "domain": "hospital wards", "seniority": "manager"}
    )

    assert published(reply(*every_ask(ground), role=role), ground) in {"strong", "moderate"}
    assert (
        published(
            reply(*every_ask(ground_of_owner(FIT_JOB, WARD_ROWS, WARD_PROFILE))),
            ground_of_owner(FIT_JOB, WARD_ROWS, WARD_PROFILE),
        )
        == "not_a_fit"
    )


ATTACKS = {
    "A1 omission": [EASY[0]],
    "A1 only what is easy": EASY,
    "A9 one irrelevant row everywhere": every_ask(PLATFORM, "english"),
    "A9 a high row of the trade everywhere": every_ask(PLATFORM, "product-analytics"),
    "A10 an honest low row and a high one": every_ask(PLATFORM, "kafka", "product-analytics"),
    "because not in the evidence": every_ask(PLATFORM, "writing", because="ran Kafka and Spark for nine years"),
    "because copied but off the topic": every_ask(PLATFORM, "writing", because="64 decision documents since 2022"),
    "because of common words": every_ask(
        PLATFORM, "product-analytics", because="every platform dashboard of the engineering team"
    ),
    "A11 gaps are nice, a strength is decisive": [
        *(claim(ask.quote, "product-analytics", kind="nice", emphasis=1) for ask in PLATFORM.posting.asks[:5]),
        *EASY,
    ],
    "A12 padding with copies": [*honest(), *EASY * 9],
    "A13 one ask split in ten": [*EASY, *[claim("roadmap with engineering", "roadmap")] * 10],
    "A13 overlapping quotes": [
        claim("Set the roadmap"),
        claim("the roadmap with"),
        claim("roadmap with engineering"),
        *EASY,
    ],
    "A14 gaps as conditions nobody can decide": [
        *(claim(ask.quote, kind="gate", gate="licence") for ask in PLATFORM.posting.asks[:5]),
        *EASY,
    ],
    "A14 gaps as places": [
        *(claim(ask.quote, kind="gate", gate="location") for ask in PLATFORM.posting.asks[:5]),
        *EASY,
    ],
    "A16 nothing is a must": [claim(ask.quote, "product-analytics", kind="should") for ask in PLATFORM.posting.asks],
    "A18 invented quotes": [
        *EASY,
        *(claim(f"Led product discovery number {at}", "product-discovery") for at in range(20)),
    ],
    "A26 declared by any row": every_ask(PLATFORM, "seo", level="gap"),
    "everything unknown but the easy": [
        *(claim(ask.quote, level="unknown") for ask in PLATFORM.posting.asks[:5]),
        *EASY,
    ],
    "depth claimed lower": every_ask(PLATFORM, "kubernetes", "sql", asked="aware"),
    "years claimed none": every_ask(PLATFORM, "roadmap", years_asked=0),
    "statement rewritten to a strong row": [
        claim(ask.quote, "roadmap", statement="Roadmap planning, SQL and user interviews")
        for ask in PLATFORM.posting.asks
    ],
    "the quote leaves the name out": [
        claim("You must have owned a", "roadmap"),
        claim("Deep knowledge of", "writing"),
        claim("You must have run", "roadmap"),
        claim("are required", "writing"),
        claim("Experience with", "sql"),
        *EASY,
    ],
    "a quote of the whole posting": [claim(PLATFORM_JOB[:900], "roadmap")] * 8,
    "a quote of a whole section": [claim(PLATFORM_JOB.split("Requirements\n")[1].split("\n\n")[0], "roadmap"), *EASY],
    "a quote of a line that asks for nothing": [*EASY, *[claim("We are an equal opportunity employer", "writing")] * 8],
    "beyond the fortieth": [*EASY * 14, *every_ask(PLATFORM, "kafka", level="gap")],
    "emphasis on what is strong": [
        *EASY,
        *(claim(ask.quote, level="gap", emphasis=1, kind="nice") for ask in PLATFORM.posting.asks[:5]),
    ],
    "keys that do not exist": every_ask(PLATFORM, "nine-years-of-kafka"),
    "nothing at all": [],
}


@pytest.mark.parametrize("name", ATTACKS)
def test_it_publishes_no_fit_for_a_job_of_another_kind(name):
    try:
        word = published(reply(*ATTACKS[name]))
    except UnableToAssess:
        return

    assert word in {"not_a_fit", None}


NURSE_ATTACKS = {
    "A2 the licence called a should": [claim(ask.quote, "people", kind="should") for ask in NURSE.posting.asks],
    "A3 only the rest": every_ask(NURSE, "people"),
    "A4 another fact decides": [
        claim("A valid registered nurse license is required", kind="gate", gate="degree"),
        *every_ask(NURSE, "people"),
    ],
    "A5 another language": [
        claim("A valid registered nurse license is required", kind="gate", gate="language"),
        *every_ask(NURSE, "english"),
    ],
    "A6 the condition one letter off": [
        claim("A valid registered nurse licence is required", kind="gate", gate="licence"),
        *every_ask(NURSE, "people"),
    ],
    "A6 an empty quote": [claim("", kind="gate", gate="licence", statement="Licence"), *every_ask(NURSE, "people")],
    "A12b the condition as forty-first": [
        *[claim("Clear communication with families", "writing")] * 40,
        claim("A valid registered nurse license is required", kind="gate", gate="licence"),
    ],
    "people management for arterial lines": [
        claim(
            "You must titrate vasopressors and manage arterial lines",
            "people",
            because="Manages three product managers",
        )
    ],
}


@pytest.mark.parametrize("name", NURSE_ATTACKS)
def test_it_finds_a_licence_to_practise_whatever_is_reported(name):
    assessed = assess(reply(*NURSE_ATTACKS[name]), NURSE)

    assert assessed.decision.verdict == "not_a_fit"
    assert [gate.status for gate in assessed.gates if gate.kind == "licence"] == ["failed"]


@pytest.mark.parametrize(
    ("axes", "role"),
    [
        ([], {}),
        ([], {"function": "other", "seniority": "unknown", "domain": ""}),
        ([], {"domain": "digital health data platform (B2B SaaS)"}),
    ],
)
def test_it_takes_no_axis_that_is_not_said_as_aligned(axes, role):
    answer = reply(*honest(), axes=axes)
    answer = answer.model_copy(update={"role": answer.role.model_copy(update=role)})

    assessed = assess(answer, PLATFORM)

    assert all(axis.alignment != "aligned" for axis in assessed.axes)


def test_it_lets_no_borrowed_word_raise_a_domain():
    answer = reply(*honest())
    axes = [axis.model_copy(update={"alignment": "misaligned"}) for axis in answer.axes]
    role = answer.role.model_copy(update={"domain": "code search for B2B SaaS and digital health"})

    assessed = assess(answer.model_copy(update={"axes": axes, "role": role}), PLATFORM)

    assert [axis.alignment for axis in assessed.axes] == ["misaligned"] * 3


def test_it_prints_no_praise_and_no_claim_over_a_verdict_that_says_no():
    answer = reply(
        *honest(),
        stance="not_a_fit",
        headline="Strong fit: hire her today.",
        opening="She ran Kafka for nine years at Netflix and is an exceptional match.",
    )

    words = assess(answer, PLATFORM).words

    assert "hire" not in words.headline.casefold()
    assert not {"Netflix", "exceptional", "nine"} & set(words.opening.split())


def test_it_prints_no_figure_and_no_name_from_nowhere():
    ground = ground_of_owner(FIT_JOB)
    said = every_ask(ground, reason="Ran discovery for 900 clinics at Netflix.")

    assessed = assess(
        reply(*said, headline="Led discovery at Netflix for 12 years.", questions=["Why did you leave Netflix?"]),
        ground,
    )

    printed = " ".join(
        [
            assessed.words.headline,
            assessed.words.opening,
            *assessed.words.questions,
            *(one.reason for one in assessed.requirements),
        ]
    )
    assert "Netflix" not in printed
    assert "900" not in printed


def test_it_lets_the_second_reading_only_lower():
    ground = ground_of_owner(FIT_JOB)
    said = every_ask(ground)
    proofs = dict.fromkeys(range(len(said)), "yes")

    agreed = assess(reply(*said), ground_of_owner(FIT_JOB, proofs=proofs))
    denied = assess(reply(*said), ground_of_owner(FIT_JOB, proofs={**proofs, 0: "no", 1: "partly"}))
    flattered = assess(reply(*honest()), ground_of_owner(PLATFORM_JOB, proofs=dict.fromkeys(range(40), "yes")))

    assert agreed.decision.verdict == "strong"
    assert [one.level for one in denied.requirements[:2]] == ["unknown", "moderate"]
    assert denied.requirements[0].lowered_from == "strong"
    assert flattered.decision.verdict == "not_a_fit"


def test_it_says_which_lines_nobody_read_and_gives_no_verdict():
    ground = ground_of_owner(FIT_JOB)

    assessed = assess(reply(claim("You must own a roadmap")), ground)

    assert (assessed.decision.verdict, assessed.is_incomplete) == (None, True)
    assert "- Experience with user interviews" in assessed.complaint
    assert [ask.quote for ask in assessed.reading.left][-1].startswith("Written communication")


def test_it_uses_one_strength_for_three_asks_at_most():
    job = "Requirements\n" + "".join(
        f"- Experience with {word} clinics and patients.\n"
        for word in ("rural", "urban", "dental", "private", "public")
    )
    rows = (*ground_of_owner(job).rows.values(),)
    rows = tuple(
        one
        if one.key != "writing"
        else one.__class__(**{**_fields(one), "evidence": "Works with clinics and patients daily."})
        for one in rows
    )
    ground = ground_of_owner(job, rows)

    assessed = assess(reply(*every_ask(ground, "writing", because="clinics and patients daily")), ground)

    assert [one.level for one in assessed.requirements].count("strong") == 3


def _fields(one: object) -> dict:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}  # type: ignore[attr-defined]
