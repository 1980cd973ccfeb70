"""The model's output contract: what it is asked to fill, and how what comes back is read.

The order of the fields is the order of emission: the role with its ordinary week, the axes in its light, then
requirements one by one (each can be shown as soon as it is closed), then what needs all of them. Every field is
required, enums are lower-case words, nothing is optional, no maps, bounds or lengths: the API refuses or ignores those,
so the rules enforce them afterwards.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Seniority = Literal["intern", "junior", "mid", "senior", "lead", "manager", "director", "executive", "unknown"]
FunctionFamily = Literal[
    "product", "engineering", "data", "design", "marketing", "sales", "support", "operations", "research",
    "people", "finance", "legal", "healthcare", "trades", "education", "other",
]  # fmt: skip
LevelWord = Literal["strong", "moderate", "gap", "unknown"]
KindWord = Literal["gate", "must", "should", "nice"]
GateKind = Literal[
    "none", "licence", "degree", "clearance", "authorisation", "citizenship", "language", "location"
]  # fmt: skip
DepthWord = Literal["aware", "working", "solid", "expert"]
AxisWord = Literal["skill", "domain", "function", "level"]
AlignmentWord = Literal["aligned", "partial", "misaligned"]


class Part(BaseModel):
    """Strict: a field that is not in the contract is a fault of the model's, and is refused."""

    model_config = ConfigDict(extra="forbid")


class Role(Part):
    """What the posting says it is. `title` and `organisation` are verbatim or "unknown"; `week` is the ordinary one."""

    title: str
    organisation: str
    week: str
    seniority: Seniority
    function: FunctionFamily
    domain: str


class AxisOut(Part):
    """Whether the role points where the owner does."""

    axis: Literal["domain", "function", "level"]
    alignment: AlignmentWord
    role_value: str
    reason: str


class RequirementOut(Part):
    """One requirement. `quote` is a verbatim stretch of the posting; `skill_keys` are keys of the matrix.

    `because` is a verbatim stretch of one cited row's evidence. `emphasis`: 1 mentioned, 2 asked for, 3 stressed,
    4 decisive. For `kind` "gate", `gate` says which fact of the owner decides; otherwise it is "none".
    """

    statement: str
    quote: str
    kind: KindWord
    gate: GateKind
    axis: AxisWord
    emphasis: int
    asked: DepthWord
    years_asked: int
    skill_keys: list[str]
    because: str
    reason: str
    level: LevelWord


class CalloutOut(Part):
    """A strength the posting does not ask for, and the row it rests on."""

    skill_key: str
    sentence: str


class AssessmentOut(Part):
    """The whole answer. `is_job_posting` false ends it: the other fields are then empty.

    `decisive` are places in `requirements`, counted from 0.
    """

    is_job_posting: bool
    role: Role
    axes: list[AxisOut]
    requirements: list[RequirementOut]
    decisive: list[int]
    stance: Literal["strong", "moderate", "not_a_fit"]
    headline: str
    opening: str
    callouts: list[CalloutOut]
    questions: list[str]
