"""Plain values for the rules' tests."""

from datetime import date

from corpus.text.values import MatrixText, ProfileFacts, SkillRow
from fitcheck.contract.schema import AssessmentOut, AxisOut, RequirementOut, Role
from fitcheck.posting.reader import posting_read
from fitcheck.verdict.ground import Ground, ground_of
from fitcheck.verdict.thresholds import DEFAULT

TODAY = date(2026, 11, 23)
JOB = (
    "Product Manager, Editor. You must have led product discovery with users. "
    "You will own the roadmap and write SQL. German is required. Kafka is a plus."
)


def row(key: str, rating: int = 4, **changes: object) -> SkillRow:
    """Return a row with evidence, used this year."""
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
        "requirements": list(requirements) or [asked()], "decisive": [], "stance": "strong", "headline": "Fits.",
        "opening": "It fits.", "callouts": [], "questions": [],
    }  # fmt: skip
    return AssessmentOut(**{**fields, **changes})


def axis(name: str, alignment: str = "aligned") -> AxisOut:
    """Return one axis without a quote."""
    return AxisOut(axis=name, alignment=alignment, role_value="", reason="")


def ground(*rows: SkillRow, job: str = JOB, **facts: object) -> Ground:
    """Return what an answer is judged on."""
    matrix = MatrixText(version_id=1, sha256="0" * 64, text="", rows=rows, profile=profile(**facts), tokens=1)
    return ground_of(posting=posting_read(job), matrix=matrix, today=TODAY, thresholds=DEFAULT)
