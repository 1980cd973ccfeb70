"""What the headings and phrases of job postings mean: which part it is, and how hard something is asked."""

from __future__ import annotations

import re
from enum import Enum

from corpus.search.stems import fold
from corpus.text.orders import is_override


class Part(Enum):
    """A part of a posting. `LOOSE` stands under no telling heading; `FACTS` lists place, grade and contract."""

    REQUIRED = "required"
    WANTED = "wanted"
    NICE = "nice"
    DUTIES = "duties"
    FACTS = "facts"
    LOOSE = "loose"
    SKIP = "skip"


# The first line that matches decides, so that "Preferred qualifications" is nice and "Hiring process" is skipped.
_HEADINGS = (
    (Part.SKIP, r"benefit|perks?\b|compensation|salary|^pay\b|how to apply|where to apply|to apply\b|^apply|"
                r"applications?\b"
                r"|interview|(?:hiring|selection|recruit\w+) process|deadline|^notes?\b|^notice|^process|evaluat|"
                r"assess you"
                r"|equal|eeo|diversity|privacy|disclaimer|what happens|we offer|what you(?:'ll| will)? get|"
                r"why join|why this role"
                r"|be excited|job grade|product areas|learn more|resume|^about(?: us| the (?:company|team)|"
                r"\W+[A-Z])|who we are"
                r"|what we (?:do|value)|our (?:values|culture|story|mission)|working here|life at|career ladder|"
                r"references"
                r"|employment requirements|wir bieten|job summary|offre|ofrecemos|specialties$|performance indicators"),
    (Part.NICE, r"nice.to.haves?|preferred|bonus|\bplus(?:es)?\b|desir|ideally|extra credit|good to have|wünschenswert"
                r"|would be great|deseable|souhaité"),
    (Part.FACTS, r"basic information|key facts|who may apply|location|work(?:ing)? (?:schedule|arrangement)|"
                 r"key requirements"
                 r"|travel requirement|security clearance|citizenship|conditions of employment"),
    (Part.REQUIRED, r"requirement|minimum|required|must.have|speciali[sz]ed experience|essential|we expect:?$|"
                    r"anforderung|requisit"
                    r"|non-negotiable|exigence|mandatory|you(?:'ll)? need\b|core qualif"),
    (Part.WANTED, r"qualif|you have|who you are|^about you|skills?\b|experience\b|you(?:'ll| will| must)? bring|"
                  r"looking for|traits|profil"
                  r"|ideal candidate|competenc|attributes|you are\b|you're\b|great fit|strongest candidates|"
                  r"may be a fit|credentials"
                  r"|managers on our team are|what it takes|successful candidates?"),
    (Part.DUTIES, r"responsib|dut(?:y|ies)\b|you(?:'ll| will)\b|\brole\b|objective|position|your day|"
                  r"in your first|successful"
                  r"|aufgaben|the job|mission|key areas|expect to|what you do|tasks|tareas|you own|the work\b|"
                  r"accountabilit"),
)  # fmt: skip
_COMPILED = tuple((part, re.compile(pattern, re.IGNORECASE)) for part, pattern in _HEADINGS)

MUST = re.compile(
    r"\b(?:must|required?|requires|requirement|minimum|at least|essential|mandatory|erforderlich|zwingend|"
    r"imprescindible|need to have|you need|have to|"
    r"critical|non-negotiable)\b",
    re.IGNORECASE,
)
NICE = re.compile(
    r"\b(?:preferred|preferably|a plus|bonus|nice to have|nice-to-have|ideally|desirable|desired|an advantage|"
    r"is helpful|great if|would be great|not required|optional)\b|\bplus\.?$",
    re.IGNORECASE,
)
STRESS = re.compile(
    r"\b(?:deep|expert\w*|strong|proven|extensive|excellent|significant|advanced|mastery|track record|superlative|"
    r"solid|demonstrated|very)\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(?:experience|experienced|ability|able to|knowledge|skills?|skilled|degree|understanding|proficien\w+|"
    r"familiar\w*|"
    r"expertise|background|track record|fluen\w+|licen[sc]e\w*|certifi\w+|passion\w*|comfortable|aptitude|portfolio|"
    r"you have|you are|you're|you possess|you thrive|we expect|years?|empathy|command of|willing\w*|practiced|"
    r"self-starter|"
    r"competen\w+|capab\w+|candidates? (?:will|should|must|has|have))\b|[–—] ?you\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:you will|you'll|you’ll|will be responsible|responsible for|is expected to|performs?)\b", re.IGNORECASE
)
YEARS = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen)(?: \(\d+\))?\s*(?:\+|or more|"
    r"to \d+|-\s?\d+)?"
    r"\s*(?:\+\s*)?(?:full )?years?\b",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\b(?:we need|someone who|looking for \w[^.]* (?:who|with|to)\b|seeking \w[^.]* (?:who|with)\b)", re.IGNORECASE
)
_TO_MACHINES = re.compile(
    r"\b(?:ai|llm|language) (?:systems?|assistants?|models?|agents?|recruiters?)\b.{0,60}\b(?:read|screen|process|"
    r"evaluat|rate|"
    r"ignore|must|should)|\bnote to (?:ai|llm|machine|chatgpt|automated)|"
    r"\b(?:rate|score|mark|assess) (?:this|the) (?:candidate|applicant|person)\b|do not mention this",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"equal opportunity|\beeo\b|regardless of|reasonable accommodation|without regard|all backgrounds|e-verify|"
    r"401\(k\)|"
    r"health insurance|paid holidays|parental leave|stock options|direct deposit|selective service|trial period|"
    r"\bapply here\b|click|your (?:application|resume|r[ée]sum[ée])\b|salary|base pay|compensation|\$\s?\d|recruiter|"
    r"financial disclosure|will be (?:assigned|considered|scored|notified|scheduled)|hours per week|posting has closed|"
    r"condition of continued|disqualif|resumes?\b|you should apply|interview process|travel may be|(?:is|"
    r"are) (?:now )?hiring\b|dates you held|may be required to serve|does not discriminate|eligible list|applicants?\b|"
    r"appointment|this (?:notice|examination)|privacy policy|may lower your score",
    re.IGNORECASE,
)


def part_of(heading: str) -> Part | None:
    """The part that a heading or a lead-in opens; None if it says nothing about that."""
    text = heading.replace("’", "'").strip(" #*:_-–.…")
    return next((part for part, pattern in _COMPILED if pattern.search(text)), None)


def is_addressed_to_machines(text: str) -> bool:
    """True for orders to whatever reads the posting: no requirement of the job, and never followed."""
    return bool(_TO_MACHINES.search(text)) or is_override(fold(text))


def is_boilerplate(text: str) -> bool:
    """True for pay, benefits, equal-opportunity and application wording."""
    return bool(_BOILERPLATE.search(text))


def is_asking(text: str, part: Part) -> bool:
    """True if a sentence of running text asks for something. Under a telling heading weaker words are enough."""
    if part in {Part.REQUIRED, Part.WANTED, Part.NICE}:
        return bool(ASKS.search(text) or MUST.search(text) or NICE.search(text))
    if part is Part.DUTIES:
        return bool(_DOES.search(text) or ASKS.search(text) or MUST.search(text))
    if part is Part.SKIP:
        return bool(re.search(r"\bknowledge of\b|\bskills? in\b", text, re.IGNORECASE))
    return bool(
        _WANTS.search(text) or YEARS.search(text) or NICE.search(text) or (MUST.search(text) and len(text.split()) > 2)
    )
