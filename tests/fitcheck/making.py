"""Plain values for the rules' tests."""

from datetime import date

from corpus.text.values import MatrixText, ProfileFacts, SkillRow
from fitcheck.contract.schema import AssessmentOut, AxisOut, RequirementOut, Role
from fitcheck.posting.reader import posting_read
from fitcheck.verdict.ground import Ground, ground_of
from fitcheck.verdict.thresholds import DEFAULT

TODAY = date(2026, 11, 23)
JOB = """Senior Product Manager, Editor

We make an editor for developer tools.

Requirements
- You must have led product discovery with users.
- You must own the roadmap of a product.
- Write SQL to answer your own questions.
- Work with stakeholders in other departments.

Nice to have
- Kafka.
"""


def row(key: str, rating: int = 4, **changes: object) -> SkillRow:
    """Return a row with evidence, used this year. Its name is its key in words."""
    fields: dict = {
        "key": key, "name": key.replace("-", " ").capitalize(), "aliases": (), "category": "Product", "rating": rating,
        "priority": "strong", "years": 5, "last_used": date(2026, 5, 1), "durable": False, "evidence": "Did it.",
        "gap_reason": "",
    }  # fmt: skip
    return SkillRow(**{**fields, **changes})


def profile(**changes: object) -> ProfileFacts:
    """Return an owner in Lisbon who speaks English and Portuguese."""
    fields: dict = {
        "name": "Ada Example", "headline": "Product manager", "locations": ("Lisbon", "Remote"),
        "authorised_in": ("Portugal", "European Union"), "languages": ("English", "Portuguese"), "licences": (),
        "level_min": "senior", "level_max": "director", "domains": ("developer tools",), "functions": ("product",),
    }  # fmt: skip
    return ProfileFacts(**{**fields, **changes})


def asked(statement: str = "Product discovery", **changes: object) -> RequirementOut:
    """Return a must with a quote from JOB, one row, judged strong."""
    fields: dict = {
        "statement": statement, "quote": "led product discovery with users", "kind": "must", "gate": "none",
        "axis": "skill", "emphasis": 3, "asked": "working", "years_asked": 0, "skill_keys": ["discovery"],
        "because": "", "reason": "Ran interviews.", "level": "strong",
    }  # fmt: skip
    return RequirementOut(**{**fields, **changes})


def answer(*requirements: RequirementOut, **changes: object) -> AssessmentOut:
    """Return a whole answer whose stance is strong and whose axes are aligned."""
    role = Role(
        title="Product Manager", organisation="unknown", week="Talks to users.", seniority="senior",
        function="product", domain="developer tools",
    )  # fmt: skip
    fields: dict = {
        "is_job_posting": True, "role": role, "axes": [axis("domain"), axis("function"), axis("level")],
        "requirements": list(requirements) or whole(), "decisive": [], "stance": "strong", "headline": "Fits.",
        "opening": "It fits.", "callouts": [], "questions": [],
    }  # fmt: skip
    return AssessmentOut(**{**fields, **changes})


def whole() -> list[RequirementOut]:
    """Return every ask of JOB, judged strong."""
    return [
        asked(),
        asked("Own the roadmap", quote="own the roadmap of a product", skill_keys=["roadmap"]),
        asked("SQL", quote="Write SQL to answer your own questions", skill_keys=["sql"]),
        asked("Stakeholders", quote="Work with stakeholders in other departments", skill_keys=["stakeholders"]),
    ]


def matrix(**ratings: int) -> list[SkillRow]:
    """Return the rows JOB names, at 4 unless told otherwise."""
    rated = {"discovery": 4, "roadmap": 4, "sql": 4, "stakeholders": 4, **ratings}
    return [row(key, rating) for key, rating in rated.items()]


def axis(name: str, alignment: str = "aligned") -> AxisOut:
    """Return one axis."""
    return AxisOut(axis=name, alignment=alignment, role_value="", reason="")


def ground(*rows: SkillRow, job: str = JOB, proofs: dict[int, str] | None = None, **facts: object) -> Ground:
    """Return what an answer is judged on."""
    text = MatrixText(version_id=1, sha256="0" * 64, text="", rows=rows, profile=profile(**facts), tokens=1)
    return ground_of(posting=posting_read(job), matrix=text, today=TODAY, thresholds=DEFAULT, proofs=proofs)
