"""What the posting says it is: title, organisation, seniority, function, domain. Verbatim, or "unknown"."""

import re
from collections.abc import Sequence

from corpus.text.words import fold
from fitcheck.posting.headings import heading_section
from fitcheck.posting.outline import Ask, PostedRole, Section
from fitcheck.posting.screening import is_navigation
from fitcheck.posting.sections import Placed
from fitcheck.posting.trades import function_of, licensed_in

UNKNOWN = "unknown"
_HEADER = 3.4
_WEAK = 2.5
_SURE = 3.0  # the least score of a name that is taken for the employer's
_LABEL = re.compile(
    r"^(?:job title|position(?: title)?|title|role|stelle|stellenbezeichnung|position|intitule(?: du poste)?|poste|"
    r"puesto|cargo|vaga|"
    r"job|we are hiring|we're hiring|now hiring|hiring|gesucht|wir suchen|wanted)\s*[:–—-]\s*(?=\S)"
)
_EMPLOYER = re.compile(
    r"^(?:company|employer|organi[sz]ation|agency|unternehmen|arbeitgeber|firma|entreprise|employeur|empresa|"
    r"company name|hospital|"
    r"organisme)\s*:\s*(?=\S)"
)
_GENDER = re.compile(
    r"\s*[(\[]?\b(?:[mwfdhxiaMWFDHXIA]\s*[/|*,·]\s*){1,3}[mwfdhxiaMWFDHXIA]\b[)\]]?|\s*\((?:all genders|gn|alle)\)",
    re.I,
)
_FACT = re.compile(r"^[^:]{2,30}:\s*\S|[$€£]\s?\d|^\W*\d+[\d.,:/ -]*$|https?://|@|\b(?:19|20)\d\d\b.*\d")
_COMPANY_MARK = re.compile(
    r"\b(?:inc|llc|ltd|g?gmbh|ag|se|kg|sa|sas|sarl|s\.?l\.?|ltda|plc|corp|co|group|gruppe|groupe|e\.v|b\.v|lda)\b\.?$",
    re.I,
)
_RANK = re.compile(
    r"\b(?:senior|junior|lead|head|principal|staff|chief|director|manager|vp|intern|assistant|associate|specialist|"
    r"leiter\w*|"
    r"responsable|chef|jefe|gerente|analista|m/w/d|w/m/d|h/f|f/h)\b"
)
_AGENT = re.compile(
    r"(?:er|or|ist|ian|ant|ent|eur|euse|ière?|ière|in|eira|eiro|ista|ora|nurse|kraft|frau|mann|officer)$", re.I
)
_PLACE_LINE = re.compile(
    r"^[A-ZÀ-Ý][\w.’' -]+,\s*(?:[A-Z]{2}\b|[A-ZÀ-Ý][\w ]+)(?:\s*\(.*\))?$|^(?:remote|hybrid|on-?site)\b", re.I
)
_SPLIT = re.compile(r"\s+(?:[|·@•]|at|bei|chez)\s+|\s+[–—]\s+(?=[A-Z][\w&.]*(?: [A-Z][\w&.]*){0,2}$)")
_FLAT_TITLE_END = re.compile(
    r"(?<=\))\s|[.`!?]|\s(?=#{1,6} |(?:We|Wir|Nous|Our|About|You|Your|Du|Sie|Vous|This|Join|The|At|As|In|Are|Do|"
    r"Unser\w*|Für|Als|Notre|Buscamos|Somos|Nuestr[oa]|Procuramos|Basic|Open|Location|Job|Role|What|Who|Why)\s)"
)
_NAME = (
    r"(?:[Tt]he |L[ae] |D[aei][rse] |El |L[’'])?([A-Z0-9À-Ý][\w&.’'+-]*(?: (?:of |de |des |du |del |da |do |de la |"
    r"&(?: )?|und |et |y |e |der )?[A-Z0-9À-Ý][\w&’'+-]*){0,4})"
)
_HIRING = re.compile(
    r"\b(?:looking for|hiring|seeking|recruiting|need|suchen(?: wir)?(?: \w+){0,4}?|sucht|recherch\w+|cherch\w+|"
    r"recrut\w+|buscamos|busca|"
    r"procuramos|procura|precisamos de|[Aa]s) (?:an?|our|eine?n?|une?|el|la|uma?|la nouvelle?|experienced)\s+"
    r"(?:(?:experienced|talented|motivated|passionate|skilled|new|full-time|part-time|motivierten?|erfahrenen?|"
    r"versatile and talented) )*"
    r"((?:[A-ZÀ-Ý][\w/&+’'-]*|of|de|für|for|and)(?: (?:[A-ZÀ-Ý(][\w/&+’')-]*|of|de|for|and|&|für|la|du|II|III))*)"
)
_LOW_HIRING = re.compile(
    r"\b(?:looking for|hiring|seeking|recruiting) (?:an? |our )(?:experienced |talented |motivated |"
    r"skilled )?([a-z][\w/-]*(?: [a-z][\w/-]*){0,4}?)"
    r"(?= (?:to|who|with|for|at|in|that|on)\b|[,.;!])"
)
_ORGANISATIONS = (
    (6, re.compile(rf"(?:^|(?<=[.!?*\n)\]` ] )|(?<=\n)){_NAME} (?:is|are) (?:currently |now |actively )?(?:hiring|"
                   rf"looking for|seeking|recruiting|searching|growing)")),
    (6, re.compile(rf"(?:^|(?<=\n)|(?<=[.!?] )){_NAME} (?:sucht|recherche|recrute|busca|procura|contrata|seeks)\b")),
    (4, re.compile(rf"(?:^|(?<=\n)|(?<=[.!?)`] )){_NAME} (?:is|was|ist|est|es|é) (?:an?|the|one of|eine?|une?|la|le|"
                   rf"el|um|uma|founded)\b")),
    (5, re.compile(rf"(?:^|(?<=\n)|(?<=[.!?] )){_NAME}, (?:an? |une? |eine? |la |le )?(?:empresa|entreprise|leader|"
                   rf"líder|société|compañía|unternehmen|company|firm)\b")),
    (4, re.compile(rf"\b[Jj]oin {_NAME}(?=[,.!\s])")),
    (4, re.compile(rf"(?m)^\W*(?:About|Über|À propos d[e’'] ?|Sobre|Why|Working at|Life at|Join) ?{_NAME}\W*$")),
    (3, re.compile(rf"\b(?:[Aa]t|Bei|[Cc]hez) {_NAME}(?=,? (?:we|you|our|wir|du|nous|vous|is|are|as)\b|[,.]|\s|$)")),
    (3, re.compile(rf"(?:^|(?<=\n)|(?<=[.!?] )){_NAME} (?:helps|builds|makes|provides|runs|operates|offers|believes|"
                   rf"has|bietet|entwickelt|propose|ofrece)\b")),
    (2, re.compile(rf"{_NAME}[’']s (?:mission|team|products?|customers|platform|growth|business|values|culture|"
                   rf"vision)\b")),
    (2, re.compile(rf"\b(?:[Uu]se|about|of|at|with|for) {_NAME}(?= (?:and|is|has|team|members|product)\b|[.,’'])")),
    (2, re.compile(r"\b((?:City|County|State|University|Ministry|Department|Bank|Hospital|Universität|Stadt) (?:of|"
                   r"de|do|da) [A-Z]\w+(?: [A-Z]\w+)?)")),
)  # fmt: skip
_NO_NAME = frozenset(
    """
    the this we you it our us a an role there location your as in if that who what applicants travel he she
    they experience job position company team candidates candidate how when where why here about work all any
    every each these those i no wir sie du das die der es wer nous vous le la les il notre el los nuestra
    nuestro você nós seu monday english german product engineering remote full some many new benefits
    responsibilities requirements qualifications summary overview please note und least times government
    success equal today additional other one must successful apply minimum
    """.split()
)
_LADDER = (
    ("intern", r"intern|internship|praktik\w+|stag(?:e|iaire)|becari[oa]|estagi\w+|werkstudent\w*|trainee|apprentice|apprenti\w*|"  # noqa: E501
               r"azubi|auszubildende\w*|ausbildung zum|aprendiz|alternan\w+"),
    ("executive", r"vp|svp|evp|vice.president|chief|c[etfopm]o|geschaftsfuhrer\w*|vorstand\w*|directeur general|president|managing director"  # noqa: E501
                  r"|vice.presidente"),
    ("director", r"director|head of|head|direktor\w*|bereichsleit\w+|directeur|directrice|diretora?|directora"),
    ("manager", r"group manager|engineering manager|people manager|supervisor\w*|supervisory|team manager|nurse manager|ward manager|"  # noqa: E501
                r"teamleit\w+|abteilungsleit\w+|leiter\w*|leitung|filialleit\w+|(?:store|restaurant|shift|office|"
                r"general|branch|kitchen|sales|plant|"
                r"operations|development|finance|hr|warehouse|hotel|marketing) manager|group \w+ manager|manager of|"
                r"chef d'equipe|gerente|jef[ea]|"
                r"encargad[oa]|coordenador\w*|foreman|management.{0,3}leadership"),
    ("lead", r"lead|staff(?! nurse)|principal|leader|responsable|tech lead|oberarzt|chef de"),
    ("senior", r"senior|sr|sen\.|gs-?1[45]|iii|iv|experienced|leitende\w*|confirmee?|experte|sr\."),
    ("junior", r"junior|jr|entry.level|graduate|associate|assistant|assistent\w*|debutante?|einsteiger\w*|absolvent\w*|auxiliar|ayudante|"  # noqa: E501
               r"berufseinsteiger\w*|commis|helper|helfer\w*"),
)  # fmt: skip
_DOMAIN = re.compile(
    r"\b(?:is|are|ist|sind|est|sommes|es|somos|é) (?:an?|the|one of the|eine?|une?|la|le|un[oa]?|"
    r"uma?)\s+(?:(?:world's|leading|fast-growing|"
    r"global|largest|premier|innovative|führende[rs]?|weltweit|leader) )*((?:(?!(?:role|position|job|requires?|"
    r"that|who|which|where|opportunity|to|in|for|with) )"
    r"[\w’'/&-]+ ){0,5}(?:compan(?:y|ies)|"
    r"platform|provider|agency|firm|"
    r"startup|start-up|organi[sz]ation|hospital|clinic|school|bank|manufacturer|retailer|studio|network|service|"
    r"unternehmen|anbieter|"
    r"entreprise|éditeur|empresa|plataforma|software|solution|tool|app|system)\b)", re.I
)  # fmt: skip


def role_of(text: str, placed: Sequence[Placed], asks: Sequence[Ask]) -> PostedRole:
    """Return the role. Seniority comes from the title, else from the years asked; never from the employer's age."""
    around = next((item.block.start for item in placed if item.is_heading and item.section is Section.NAVIGATION), 0)
    text = text[: around or None]
    title, employer = _title(text, placed)
    organisation = employer or _organisation(text, placed, title)
    return PostedRole(
        title=title or UNKNOWN,
        organisation=organisation or UNKNOWN,
        seniority=seniority_of(title, asks),
        function=_function(title, asks) if title else UNKNOWN,
        domain=_domain(text) or UNKNOWN,
    )


def _function(title: str, asks: Sequence[Ask]) -> str:
    """Return the family of the title; one that names no trade ("Ward Manager") is told by the licence it asks."""
    family = function_of(title)
    if family != "operations" and not (family == "other" and _RANK.search(fold(title))):
        return family
    named = (licensed_in(ask.text) for ask in asks if ask.kind == "must" or ask.section is Section.QUALIFICATIONS)
    return next((own for own in named if own), family)


def _title(text: str, placed: Sequence[Placed]) -> tuple[str, str]:
    """Return the title, and the employer where the same line names it."""
    opening = _opening(placed)
    for line in [item.block.text for item in placed[:40]]:
        label = _LABEL.match(fold(line)[:60]) if len(fold(line)) == len(line) else None
        if label and len(line) < 110:
            return _trimmed(line[label.end() :], text)
    hired = [_plain(name) for name in _HIRING.findall(text)]
    scored = [(_title_score(line, place, hired, text), -place, line) for place, line in enumerate(opening)]
    best = max(scored, default=(0.0, 0, ""))
    if best[0] >= 2:
        return _trimmed(best[2], text)
    if hired:
        return hired[0], ""
    low = _LOW_HIRING.search(text)
    return (low.group(1), "") if low else (_trimmed(best[2], text) if best[0] > 0 else ("", ""))


def _opening(placed: Sequence[Placed]) -> list[str]:
    """Return the short lines before the first known heading, navigation left out."""
    lines: list[str] = []
    for item in placed[:25]:
        line = item.block.text
        known = heading_section(line) if item.is_heading else None
        if known in {Section.DUTIES, Section.REQUIRED, Section.QUALIFICATIONS, Section.BENEFITS, Section.NICE}:
            break
        if known is None and 0 < len(line) <= 110 and not item.block.is_item and not is_navigation(line):
            lines.append(line)
        elif len(line) > 400 and not lines:
            lines.append(_FLAT_TITLE_END.split(line, maxsplit=1)[0][:90])
    return lines


def _title_score(line: str, place: int, hired: Sequence[str], text: str) -> float:
    words = line.split()
    folded = fold(line)
    if (
        len(words) > 14
        or re.search(r"[.!?;]$", line)
        or (_FACT.search(line) and not _GENDER.search(line) and ": " not in line)
    ):
        return 0.0
    if _FACT.match(line) and function_of(line.split(":", 1)[1]) == "other":
        return 0.0
    score = 1.6 - 0.3 * place
    score += 2.0 * bool(_GENDER.search(line)) + 1.0 * bool(_RANK.search(folded)) + 1.0 * (function_of(line) != "other")
    score += 0.5 * any(_AGENT.search(word.strip("(),")) for word in words)
    score += 1.0 * any(_shares(folded, fold(name)) for name in hired)
    score -= 2.0 * bool(_COMPANY_MARK.search(line)) + 1.5 * bool(_PLACE_LINE.match(line))
    return score - 1.0 * bool(re.search(r"\b(?:we|our|us|you|your|is|are|hiring|jobs|careers|team)\b", folded))


def _shares(line: str, name: str) -> bool:
    return bool(name) and (name in line or line in name)


def _plain(name: str) -> str:
    return re.sub(r"\s+(?:of|de|for|and|&|für|la|du)$", "", _GENDER.sub("", name)).strip(" .,")


def _trimmed(line: str, text: str) -> tuple[str, str]:
    """Return the title without gender marks, place and employer, and that employer.

    What stands after a dash is an employer only if the text names it again, or it is marked as a company.
    """
    hiring = re.match(rf"{_NAME} (?:is )?hiring(?: an?)? (.+?)(?: in [A-Z].*)?$", line)
    if hiring:
        return hiring.group(2), hiring.group(1)
    line = re.sub(r"^(?:[^\w(]|_)+|\s*\((?:remote|hybrid|on-?site)[^)]*\)\s*$", "", _GENDER.sub("", line), flags=re.I)
    dash = _SPLIT.search(line)
    if dash and dash.group().strip() in {"–", "—"} and not _is_employer(line[dash.end() :], text):
        return line.strip(" -–—|·,:*"), ""
    parts = _SPLIT.split(line, maxsplit=2)
    employer = (
        parts[1] if len(parts) > 1 and not _PLACE_LINE.match(parts[1]) and function_of(parts[1]) == "other" else ""
    )
    return parts[0].strip(" -–—|·,:*"), re.split(r"\s+[-–—|·(]", employer)[0].strip(" ,.")


def _is_employer(name: str, text: str) -> bool:
    return bool(_COMPANY_MARK.search(name)) or text.count(name) > 1


def _organisation(text: str, placed: Sequence[Placed], title: str) -> str:
    scores: dict[str, float] = {}
    for weight, pattern in _ORGANISATIONS:
        for found in list(pattern.finditer(text))[:30]:
            _count(scores, found.group(1), weight, text)
    lines = _opening(placed)
    for place, line in enumerate(lines[:6]):
        label = _EMPLOYER.match(fold(line))
        if label:
            return line[label.end() :].strip()
        name = re.split(r"\s+[·|•–—]\s+|\s+-\s+|,", line)[0].strip()
        if (title and title in line) or not _is_name(line, name) or _is_place(line, name) or _FACT.search(line):
            continue
        _count(scores, name, _HEADER + 3 * bool(_COMPANY_MARK.search(name)) - place * 0.3, text)
    scores = {name: score for name, score in scores.items() if fold(name) not in fold(title) or text.count(name) > 3}
    scores = {name: score for name, score in scores.items() if score >= _SURE}
    return max(scores, key=lambda name: (scores[name], -text.find(name)), default="")


def _is_name(line: str, name: str) -> bool:
    """Say whether a header line is shaped as a name: a few words, those of length in capitals, no sentence."""
    long = [word for word in name.split() if len(word) > 3]
    ends_well = line[-1] not in ":.!?" or bool(_COMPANY_MARK.search(name))
    return len(name.split()) <= 5 and ends_well and all(word[0].isupper() or not word[0].isalpha() for word in long)


def _is_place(line: str, name: str) -> bool:
    """Say whether the line is a place: "Boise, ID", "Lyon, France"; "Gasthaus Lindenhof, Freiburg" is none."""
    return bool(_PLACE_LINE.match(line)) and (" " not in name or bool(re.search(r", [A-Z]{2}\b", line)))


def _count(scores: dict[str, float], name: str, weight: float, text: str) -> None:
    name = re.sub(r"(?:[’']s)?[.,’']*$", "", name).strip()
    words = name.split()
    if (
        not words
        or len(re.findall(r"[^\W\d_]", name)) < 2
        or _RANK.search(fold(name))
        or fold(words[0]) in _NO_NAME
        or len(name) < 2
        or name[0].islower()
        or heading_section(name) is not None
    ):
        return
    if weight < _WEAK and function_of(name) != "other" and not _COMPANY_MARK.search(name) and " of " not in name:
        weight -= 2
    scores[name] = scores.get(name, 0.0) + weight + min(3.0, 0.3 * text.count(name)) * (name not in scores)


def seniority_of(title: str, asks: Sequence[Ask]) -> str:
    """Return one rung: words of the title decide; without one, the years asked for; mid where neither says more."""
    folded = fold(title)
    for rung, words in _LADDER:
        if re.search(rf"(?<![\w])(?:{words})(?![\w])", folded):
            return rung
    years = [ask.years for ask in asks if ask.years is not None and ask.kind != "nice"]
    if not asks:
        return UNKNOWN
    return "senior" if years and max(years) >= 5 else "mid"


def _domain(text: str) -> str:
    found = _DOMAIN.search(text)
    return found.group(1).strip() if found else ""
