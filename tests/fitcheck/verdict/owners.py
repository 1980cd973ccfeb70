"""Owners and postings for the adversarial tests: a product manager and a ward manager, each with a wrong job."""

from corpus.text.values import ProfileFacts, SkillRow
from fitcheck.contract.schema import AssessmentOut, AxisOut, RequirementOut, Role
from fitcheck.posting.reader import posting_read
from fitcheck.verdict.assessment import Assessed, assess
from fitcheck.verdict.ground import Ground, ground_of
from fitcheck.verdict.thresholds import DEFAULT
from tests.fitcheck.making import TODAY, MatrixText, profile, row

PLATFORM_JOB = """Senior Product Manager, Data Platform

Requirements
- You must have owned a streaming platform built on Kafka.
- Deep knowledge of Spark is required.
- You must have run Terraform in production.
- Five years of data engineering are required.
- Experience with Kubernetes.

Responsibilities
- Set the roadmap with engineering.
- Write SQL.
- Interview users.

We are an equal opportunity employer and our office dog is called Kafka.
"""
NURSE_JOB = """Registered Nurse, Intensive Care

Requirements
- A valid registered nurse license is required.
- You must titrate vasopressors and manage arterial lines.
- Two years of intensive care nursing are required.
- Experience with ventilators.
- Clear communication with families.
"""
FIT_JOB = """Senior Product Manager, Booking

Requirements
- You must have led product discovery with patients.
- You must own a roadmap.
- Strong SQL is required.
- Experience with user interviews.
- Written communication.
"""
WARD_JOB = """Nurse Manager of a hospital ward

Requirements
- You must have managed the rota of a ward.
- A valid registered nurse license is required.
- Experience with infection control.
- Experience with incident reports.
"""
PRODUCT_ROWS = (
    row(
        "product-discovery", 5, name="Product discovery", evidence="Six weeks of discovery with patients at Clearwait."
    ),
    row("roadmap", 5, name="Roadmap planning", aliases=("roadmap",), evidence="Cut the roadmap from 74 items to 19."),
    row("sql", 4, name="SQL", evidence="Writes weekly funnels against PostgreSQL."),
    row(
        "user-interviews", 5, name="User interviews", aliases=("interview users",), evidence="Two conversations a week."
    ),
    row("writing", 5, name="Written communication", evidence="64 decision documents since 2022."),
    row("people", 3, name="People management", evidence="Manages three product managers."),
    row("english", 5, name="English", evidence="Writes English at work every day."),
    row(
        "product-analytics",
        5,
        name="Product analytics",
        evidence="Built every platform dashboard of the engineering team.",
    ),
    row("kafka", 0, name="Kafka", aliases=("streaming platform",), evidence="", gap_reason="Never ran a queue."),
    row("spark", 0, name="Spark", evidence=""),
    row("kubernetes", 1, name="Kubernetes", evidence=""),
    row("data-engineering", 1, name="Data engineering", evidence="", priority="avoid"),
    row("seo", 0, name="Search engine optimization", evidence=""),
)
PRODUCT_PROFILE = profile(
    locations=("Chicago", "remote"),
    authorised_in=("United States",),
    citizenships=("United States",),
    languages=("English", "Spanish"),
    licences=("Bachelor of Arts in Sociology",),
    domains=("digital health", "B2B SaaS"),
)
WARD_ROWS = (
    row("rota", 5, name="Rota planning", aliases=("rota",), evidence="Planned the rota of a ward of 34 nurses."),
    row("infection", 4, name="Infection control", evidence="Led the infection audit in 2025."),
    row("incidents", 4, name="Incident reports", evidence="Reviews 20 incident reports a month."),
    row("excel", 3, name="Excel", evidence="Keeps the rota in Excel."),
)
WARD_PROFILE = profile(
    functions=("healthcare",),
    licences=("Registered Nurse license, Ireland",),
    level_min="senior",
    level_max="manager",
    domains=("hospital wards",),
)


def ground_of_owner(
    job: str, rows: tuple[SkillRow, ...] = PRODUCT_ROWS, facts: ProfileFacts = PRODUCT_PROFILE, **changes: object
) -> Ground:
    """Return what a reply is judged on for one owner."""
    matrix = MatrixText(version_id=1, sha256="0" * 64, text="", rows=rows, profile=facts, tokens=1)
    return ground_of(posting=posting_read(job), matrix=matrix, today=TODAY, thresholds=DEFAULT, **changes)  # type: ignore[arg-type]


def claim(quote: str, *keys: str, **changes: object) -> RequirementOut:
    """Return the most flattering requirement there is: a strong must, decisive, with these rows."""
    fields: dict = {
        "statement": quote,
        "quote": quote,
        "kind": "must",
        "gate": "none",
        "axis": "skill",
        "emphasis": 4,
        "asked": "aware",
        "years_asked": 0,
        "skill_keys": list(keys),
        "because": "",
        "reason": "",
        "level": "strong",
    }
    return RequirementOut(**{**fields, **changes})


def reply(*requirements: RequirementOut, **changes: object) -> AssessmentOut:
    """Return a reply that flatters in everything beside its requirements."""
    role = Role(title="x", organisation="x", week="x", seniority="senior", function="product", domain="digital health")
    fields: dict = {
        "is_job_posting": True,
        "role": role,
        "axes": [
            AxisOut(axis=name, alignment="aligned", role_value="", reason="")
            for name in ("domain", "function", "level")
        ],
        "requirements": list(requirements),
        "decisive": [],
        "stance": "strong",
        "headline": "Strong fit.",
        "opening": "",
        "callouts": [],
        "questions": [],
    }
    return AssessmentOut(**{**fields, **changes})


def every_ask(ground: Ground, *keys: str, **changes: object) -> list[RequirementOut]:
    """Return a claim for each ask of the posting, all on the same rows."""
    return [claim(ask.quote, *keys, **changes) for ask in ground.posting.asks]


def judged(answer: AssessmentOut, ground: Ground) -> Assessed:
    return assess(answer, ground)
