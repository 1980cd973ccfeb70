"""What the posting says it is: title, organisation, seniority, function, field. Verbatim or "unknown"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from fitcheck.demo.posting import headings_of
from fitcheck.demo.wording import YEARS

_JOB = re.compile(
    r"\b(?:manager|engineer|director|designer|nurse|electrician|developer|analyst|officer|specialist|scientist|"
    r"architect|"
    r"lead|head|vp|vice president|consultant|administrator|assistant|coordinator|marketer|recruiter|accountant|teacher|"
    r"technician|chief|cto|cpo|ceo|writer|researcher|supervisor|representative|executive|owner|advisor|counsel|lawyer|"
    r"attorney|intern|physician|driver|plumber|mechanic|associate|fellow|strategist|planner)s?\b",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(
    r"(?:job title|position|role|title|stelle|puesto|poste)\W{1,4}([A-Z][^\n]{3,70})", re.IGNORECASE
)
_NOT_TITLE = re.compile(
    r"\b(?:we|you|our|is|are|this|back to|apply|why|your|learn|official|please|who|how)\b", re.IGNORECASE
)
_TITLE_LINK = re.compile(r"\[([^\]\n]{4,70})\]\(")
_NAME = (
    r"(?:the )?((?:City of |University of |State of )?[A-Z0-9][\w&.'’-]*(?: (?:[A-Z][\w&.'’-]*|of(?= [A-Z])|&)){0,3})"
)
_ORGANISATIONS = (
    re.compile(rf"(?:^|[.!?*\n] ?){_NAME} is (?:hiring|looking for|seeking|an? (?:equal|leading|fast|growing|"
               rf"global)|recruiting|the leading)"),
    re.compile(rf"\b(?:working|work|careers?|life|role|jobs?|[Mm]anager|[Ee]ngineer|[Dd]esigner) (?:at|with) {_NAME}"),
    re.compile(rf"\b[Jj]oin {_NAME}(?=[,.\s])"),
    re.compile(rf"\b(?:Company|Organi[sz]ation|Employer|Agency)\s*:\s*{_NAME}"),
    re.compile(rf"(?m)^\W*About {_NAME}\W*$"),
    re.compile(rf"(?<=[`)\]] ){_NAME} is (?:the|a|an) "),
    re.compile(rf"\b(?:at|across|within) {_NAME}"),
    re.compile(r"\bthe ((?:City|County|State|University) of [A-Z]\w+(?: [A-Z]\w+)?)"),
    re.compile(rf"(?m)^{_NAME} (?:helps|builds|makes|provides|runs|operates|is (?:a|an|the)) "),
)  # fmt: skip
_NOT_NAMES = frozenset(
    {"The", "This", "We", "You", "It", "Our", "Us", "A", "An", "Role", "There", "Location", "Your", "As", "In", "If",
     "The Role", "the Role", "Git", "Product", "Experience", "That", "Who", "What", "Applicants", "Travel"}
)  # fmt: skip
_SENIORITIES = (
    ("executive", r"\b(?:vp|vice president|chief|cto|cpo|ceo|cfo|coo|svp|evp)\b"),
    ("director", r"\b(?:director|head of|head)\b"),
    ("manager", r"\b(?:group manager|engineering manager|people manager|manager of|supervisor|supervisory|"
                r"nurse manager)\b"
                r"|\bmanagement - leadership\b|\bgroup product manager\b|\bgroup manager\b"),
    ("lead", r"\b(?:lead|staff|principal)\b"),
    ("senior", r"\b(?:senior|sr|gs-?15|gs-?14)\b"),
    ("intern", r"\b(?:intern|internship|trainee|apprentice)\b"),
    ("junior", r"\b(?:junior|jr|entry[- ]level|graduate|associate|assistant)\b"),
)  # fmt: skip
_FUNCTIONS = (
    ("healthcare", r"\b(?:nurse|nursing|physician|clinician|therapist|paramedic|pharmacist|caregiver|"
                   r"medical assistant)\b"),
    ("trades", r"\b(?:electrician|plumber|mechanic|carpenter|welder|technician|hvac|machinist|driver)\b"),
    ("marketing", r"\b(?:marketing|marketer|seo|brand|content strategist|communications (?:manager|director))\b"),
    ("data", r"\b(?:data (?:engineer|scientist|analyst)|analytics engineer|machine learning engineer|statistician)\b"),
    ("engineering", r"\b(?:engineer|engineering|developer|programmer|architect|sre|devops)\b"),
    ("research", r"\b(?:researcher|research scientist)\b"),
    ("product", r"\bproduct (?:manager|owner|management|lead|director|operations)|\b(?:of|vp,?) product\b|"
                r"\bproduct\b(?! design)"),
    ("design", r"\b(?:designer|ux|user experience|design)\b"),
    ("sales", r"\b(?:sales|account executive|business development)\b"),
    ("support", r"\b(?:support|customer success|help ?desk)\b"),
    ("people", r"\b(?:recruiter|human resources|hr|people (?:operations|partner)|talent)\b"),
    ("finance", r"\b(?:accountant|finance|financial|controller|bookkeeper)\b"),
    ("legal", r"\b(?:lawyer|attorney|counsel|paralegal|legal)\b"),
    ("education", r"\b(?:teacher|professor|instructor|tutor|lecturer)\b"),
    ("operations", r"\b(?:operations|logistics|supply chain|project manager|program manager|administrator)\b"),
)  # fmt: skip
_DOMAINS = (
    ("data platform", r"data platform|data warehous\w*|data pipelines?|\betl\b|data engineer\w*|data infrastructure"),
    ("platform infrastructure", r"platform (?:team|engineer\w*|product|roadmap|releases)|infrastructure|"
                                r"kubernetes|cloud platform"),
    ("machine learning platforms", r"modelops|mlops|machine learning|data science"),
    ("developer tools", r"developer tools?|developers|devops|code search|version control"),
    ("public sector digital services", r"\bfederal\b|government|agenc(?:y|ies)|civic|public sector|\bgsa\b"),
    ("healthcare", r"\bpatients?\b|health ?care|clinics?|clinical|medical|nursing|health scheduling"),
    ("electrical and communications equipment", r"electronics?|electrical|wiring|communications equipment|energized"),
    ("cybersecurity", r"cyber ?security|vulnerabilit\w*|fedramp|threats?"),
    ("financial services", r"\bbank\w*|fintech|payments?\b|insurance|lending|trading"),
    ("e-commerce and retail", r"e-?commerce|retail\w*|marketplace|merchants?|shopping"),
    ("education", r"\bstudents?\b|\bschools?\b|edtech|learning platform"),
    ("logistics", r"logistics|freight|supply chain|warehouses?\b|shipping"),
    ("marketing", r"go-to-market|\bgtm\b|product marketing|demand generation|positioning"),
    ("B2B SaaS", r"\bsaas\b|\bb2b\b|enterprise customers|workflow software|dashboards?"),
    ("consumer apps", r"consumer|\bb2c\b|mobile app|games?\b|social"),
    ("hardware", r"hardware|firmware|embedded|devices?\b|robot\w*"),
)  # fmt: skip
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
            "ten": 10,
            "twelve": 12, "fifteen": 15}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleRead:
    """The role as read. `domain_quote` is a verbatim stretch that names the field, or ""."""

    title: str
    organisation: str
    seniority: str
    function: str
    domain: str
    domain_quote: str


def role_of(posting: str) -> RoleRead:
    """Read the role from the top of the posting and its most frequent words."""
    title = _title(posting)
    domain, quote = _domain(posting, title)
    return RoleRead(title, _organisation(posting), _seniority(title, posting), _function(title, posting), domain, quote)


def years_asked(text: str) -> int:
    """The most years of experience that a text asks for; 0 if none."""
    found = (hit.group(1).lower() for hit in YEARS.finditer(text))
    return max(
        (_NUMBERS.get(number) or int(number) for number in found if number in _NUMBERS or number.isdigit()), default=0
    )


def _title(posting: str) -> str:
    candidates = [text for text in headings_of(posting) if _JOB.search(text) and not _NOT_TITLE.search(text)]
    short = [text for text in candidates if len(text.split()) <= 12]
    labelled = _TITLE_LABEL.search(posting[:4_000])
    link = _TITLE_LINK.search(posting[:300])
    if link and _JOB.search(link.group(1)) and not short:
        return link.group(1)
    if short:
        return short[0]
    return labelled.group(1).strip(" *") if labelled and _JOB.search(labelled.group(1)) else "unknown"


def _organisation(posting: str) -> str:
    votes: Counter[str] = Counter()
    for place, pattern in enumerate(_ORGANISATIONS):
        for hit in pattern.finditer(posting):
            name = hit.group(1).rstrip(".,'’")
            if name not in _NOT_NAMES and len(name) > 1 and not _JOB.search(name):
                votes[name] += 3 if place < 5 else 1 if place == 6 else 2
    return votes.most_common(1)[0][0] if votes else "unknown"


def _seniority(title: str, posting: str) -> str:
    folded = title.lower().replace(".", "")
    for word, pattern in _SENIORITIES:
        if re.search(pattern, folded):
            return word
    years = years_asked(posting)
    if not years:
        return "mid" if title != "unknown" else "unknown"
    return "junior" if years <= 1 else "mid" if years <= 4 else "senior"


def _function(title: str, posting: str) -> str:
    for family, pattern in _FUNCTIONS:
        if re.search(pattern, title.lower()):
            return family
    counts = {family: len(re.findall(pattern, posting.lower())) for family, pattern in _FUNCTIONS}
    family = max(counts, key=lambda name: counts[name])
    return family if counts[family] >= 1 else "other"


def _domain(posting: str, title: str) -> tuple[str, str]:
    """The field named most often; words of the title count as often as twelve others."""
    best, score, quote = "", 0, ""
    for domain, pattern in _DOMAINS:
        hits = list(re.finditer(pattern, posting, re.IGNORECASE))
        points = len(hits) + 12 * len(re.findall(pattern, title, re.IGNORECASE))
        if points > score:
            best, score, quote = domain, points, hits[0].group() if hits else ""
    return (best or "unknown", quote)
