"""The model's output contract: what it is asked to fill, and how what comes back is read.

The order of the fields is the order of emission: the role, then requirements one by one (each can be shown as soon as
it is closed), then what needs all of them. Every field is required, enums are lower-case words, nothing is optional, no
maps, bounds or lengths: the API refuses or ignores those, so the rules enforce them afterwards.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Seniority = Literal["intern", "junior", "mid", "senior", "lead", "manager", "director", "executive", "unknown"]
FunctionFamily = Literal[
    "product", "engineering", "data", "design", "marketing", "sales", "support", "operations", "research",
    "people", "finance", "legal", "healthcare", "trades", "education", "other",
]  # fmt: skip
LevelWord = Literal["strong", "moderate", "gap"]
KindWord = Literal["gate", "must", "should", "nice"]
GateKind = Literal["none", "licence", "degree", "clearance", "authorisation", "language", "location"]
AxisWord = Literal["skill", "domain", "function", "level"]
AlignmentWord = Literal["aligned", "partial", "misaligned"]


class Part(BaseModel):
    """Strict: a field that is not in the contract is a fault of the model's, and is refused."""

    model_config = ConfigDict(extra="forbid")


class Role(Part):
    """What the posting says it is. `title` and `organisation` are verbatim or "unknown"."""

    title: str
    organisation: str
    seniority: Seniority
    function: FunctionFamily
    domain: str


class RequirementOut(Part):
    """One requirement. `quote` is a verbatim stretch of the posting; `skill_keys` are keys of the matrix.

    `emphasis`: 1 mentioned, 2 asked for, 3 stressed, 4 decisive. For `kind` "gate", `gate` says which fact of the
    owner decides and `needs` what it must contain ("registered nurse licence", "united states", "german"); otherwise
    "none" and "".
    """

    statement: str
    quote: str
    kind: KindWord
    gate: GateKind
    needs: str
    axis: AxisWord
    emphasis: int
    skill_keys: list[str]
    reason: str
    level: LevelWord


class AxisOut(Part):
    """Whether the role points where the owner does. `quote` is verbatim from the posting, or empty."""

    axis: Literal["domain", "function", "level"]
    alignment: AlignmentWord
    role_value: str
    quote: str
    reason: str


class AssessmentOut(Part):
    """The whole answer. `is_job_posting` false ends it: the other fields are then empty."""

    is_job_posting: bool
    role: Role
    requirements: list[RequirementOut]
    axes: list[AxisOut]
    stance: Literal["strong", "moderate", "not_a_fit"]
    headline: str
    opening: str
    callouts: list[str]
    questions: list[str]
