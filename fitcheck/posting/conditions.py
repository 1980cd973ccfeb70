"""Conditions a fact of the person decides: licence, degree, clearance, right to work, citizenship, language, place.

Found by shape in every sentence of the posting, in five languages and any case. What is negated, softened or has an
alternative of another kind is none. Patterns are of folded text.
"""

import re
from collections.abc import Callable

from corpus.text.words import fold
from fitcheck.posting import licences
from fitcheck.posting.asking import FAIR, SOFT, is_hard, is_negated
from fitcheck.posting.formalities import is_formality, names_skill_of_work
from fitcheck.posting.names import countries_in, languages_in
from fitcheck.posting.orders import is_order_to_machines
from fitcheck.posting.outline import ConditionKind, Section
from fitcheck.posting.places import location_needs
from fitcheck.posting.shapes import is_duty

_LONGEST_CONDITION = 30  # words
_DEMANDING = frozenset({Section.REQUIRED, Section.QUALIFICATIONS})
_CLAUSES = re.compile(r"[;.]\s|\s[-–—]\s|, (?=(?:and|but|we|you|und|et|y|e)\b)")
_OTHER_WAY = re.compile(
    r"\b(?:or|oder|ou|o)\b(?: \w+){0,3} (?:equivalent|equivalente?|experience|years|training|vergleichbar\w*|"
    r"gleichwertig\w*|berufserfahrung|erfahrung|experiencia)\b|\bequivalent (?:practical |work |"
    r"professional )?(?:experience|"
    r"combination)|\bin lieu\b|\b\d+ years\b.*\bor\b|\bor (?:the )?(?:ability|willing\w*) to (?:obtain|"
    r"get)\b(?!.*within)"
)
_POSSESS = re.compile(
    r"\b(?:valid|active|current|unrestricted|clean|full|hold|holds|holding|possess\w*|have|has|with|gultig\w*|"
    r"vorhanden|"
    r"valides?|titulaire|vigente|en vigor|activ[oa]|ativ[oa]|valid[oa])\b"
)
_DEGREES = (
    ("doctorate", r"ph\.?\s?d\b|doctora(?:te|l degree|t)|promotion\b(?= (?:in|erforderlich|vorausgesetzt))|doctorado|doutorado|"  # noqa: E501
                  r"dr\. phil"),
    ("master", r"master(?:'?s|s)?\b(?! (?:data|the|plan|schedul|of ceremonies))|m\.?sc\b|m\.?s\.(?= )|mba\b|m\.?a\.(?= )|"  # noqa: E501
               r"magister|mestrado|maestria|bac ?\+ ?5|diplome d'ingenieur|ecole d'ingenieurs?|graduate degree"),
    ("bachelor", r"bachelor(?:'?s|s)?\b|b\.?sc\b|b\.?[sa]\.(?= )|\bb[sa]\b(?= (?:degree|in|or|/))|undergraduate degree|"
                 r"licence (?:en|de)\b|bac ?\+ ?3|university degree|college degree|four.year degree|4.year degree|"
                 r"(?:abgeschlossenes |wissenschaftliches )?\w*(?:hochschul)?studium\b|hochschulabschluss|"
                 r"(?:titulacion|titulo|grado|formacion|estudios) universitari[oa]s?|licenciatura|ingenieria superior|"
                 r"ensino superior|graduacao(?: completa)?|curso superior"),
    ("associate", r"associate(?:'?s)? degree|bac ?\+ ?2|\bbts\b|\bdut\b|two.year (?:degree|program)|ciclo formativo|"
                  r"grado superior|(?:curso )?tecnic[oa] (?:completo|superior)|\bfp\b"),
    ("vocational training", r"\w*berufsausbildung\b|abgeschlossene \w*ausbildung\b|ausbildung (?:zum|zur|als)|d'un cap\b|"  # noqa: E501
                            r"bac pro|formacion profesional|apprenticeship"),
    ("high school", r"high.school (?:diploma|degree)|\bged\b|abitur|baccalaureat|bachillerato|ensino medio|"
                    r"secundari[oa] complet[oa]"),
    ("degree", r"(?<!-)degree\b(?! (?:of|to))|diplome (?:de|en|d'(?!etat))|degree in"),
)  # fmt: skip
_DEGREE = tuple((level, re.compile(rf"(?<!\w)(?:{pattern})")) for level, pattern in _DEGREES)
_CLEARANCE = re.compile(
    r"(?P<what>(?:ts/sci|top secret|secret|public trust|security|nato|dv|sc|l|q|government|federal|enhanced|active|"
    r"baseline|(?:\w+ )?security) )?(?P<noun>clearance|background (?:check|investigation|screening)s?|dbs(?: check)?|"
    r"criminal record check|fuhrungszeugnis\w*|sicherheits\w*uberprufung\w*|habilitation (?:secret|confidentiel|"
    r"defense)\w*|"
    r"casier judiciaire|antecedentes (?:penales|criminais)|certificado de delitos|habilitacion de seguridad)\b"
)
_CLEARANCE_WANTED = re.compile(
    r"\b(?:subject to|pass|undergo|obtain|maintain|must|require[sd]?|hold|have|active|current|eligib\w+|need|able|"
    r"public trust|erforderlich|vierge|sin|sem|presentar|vorlage|erweitert\w*)\b"
)
_AUTHORISED = re.compile(
    r"authori[sz](?:ed|ation) to work|work authori[sz]ation|right to work|(?:eligible|entitled|permitted|"
    r"permission) to (?:legally )?"
    r"(?:live and )?work\b|work (?:status )?eligibility|work permit|work visa|employment authori[sz]ation|"
    r"(?:no|not|cannot|can't|unable|without|won't)\b[^.]{0,40}\bsponsor\w*|"
    r"arbeitserlaubnis|arbeitsgenehmigung|aufenthalts(?:titel|erlaubnis|genehmigung)|permis de travail|"
    r"autoris\w+ (?:de|a) "
    r"travail\w*|titre de sejour|permiso de (?:trabajo|residencia)|autorizacion (?:de|para) trab\w+|"
    r"autorizacao (?:de|para) "
    r"trab\w+|visto de trabalho|direito de trab\w+"
)
_AUTHORISED_FREE = re.compile(
    r"\b(?:we (?!can ?not|can't|do not|don't|won't|are)|can(?!not|'t| not)|will(?! not)|do(?! not)|happy to|"
    r"available|offer\w*|provide\w*)\b[^.]{0,30}sponsor|sponsorship (?:is )?available"
)
_CITIZEN = re.compile(
    r"(?<!senior )\bcitizen(?:s|ship)?\b|\bnationals? only|\bor nationals?\b|passport holders?|staatsburger\w*|"
    r"staatsangehorig\w*|"
    r"nationalite|citoyen\w*|nacionalidad|ciudadan[ioa]\w*|nacionalidade|cidada\w*"
)
_CITIZEN_WANTED = re.compile(
    r"\b(?:must|only|open to|require[sd]?|limited to|restricted|who may apply|need|nur|erforderlich|exige\w*|requis\w*|"
    r"imprescindible|obrigator\w+|all united states|due to)\b"
)
_SPOKEN = re.compile(
    r"\b(?:[abc][12]\b\+?|fluen\w*|native|bilingual|mother tongue|business|professional proficiency|proficien\w*|"
    r"speak\w*|spoken|"
    r"written|verbal|languages?|conversational|command of|skills?|working knowledge|good|very good|required|"
    r"essential|level|"
    r"fliessend\w*|verhandlungssicher\w*|muttersprach\w*|sehr gute\w*|gute\w*|sprach\w*|niveau|wort und schrift|"
    r"\w*kenntnisse|"
    r"courant|bilingue|maitrise|langue|parle\w*|lu,? ecrit|nivel|fluid[oa]|fluente|nativ[oa]|idiomas?|alto|"
    r"avancad[oa]|avanzado|"
    r"domini[oa]|hablad[oa]|imprescindible|obligatoire|exige|indispensable)\b"
)


def conditions_in(text: str, section: Section, title_place: str = "") -> list[tuple[ConditionKind, tuple[str, ...]]]:
    """Return the conditions that one sentence states, each with what would meet it."""
    folded = fold(text)
    if is_order_to_machines(text) or (is_negated(text) and "sponsor" not in folded) or FAIR.search(folded):
        return []
    found: list[tuple[ConditionKind, tuple[str, ...]]] = []
    for kind, read in _READERS:
        found += [(kind, needs) for needs in read(text, folded, section) if needs]
    if section is Section.DUTIES and is_duty(text) and not is_hard(text):
        return found
    return found + [
        ("location", needs)
        for needs in location_needs(text, folded, title_place)
        if needs and not _is_soft_at(folded, 0)
    ]


def is_only_condition(text: str, section: Section) -> bool:
    """Say whether the sentence is a condition and asks for nothing else: the right to work, citizenship, clearance."""
    if len(text.split()) > _LONGEST_CONDITION or names_skill_of_work(text):
        return False
    folded = fold(text)
    return any(read(text, folded, section) for read in (_authorisation, _citizenship, _clearance))


def _is_soft_at(folded: str, place: int) -> bool:
    """Say whether the clause that holds `place` is softened."""
    bounds = [0, *(cut.end() for cut in _CLAUSES.finditer(folded)), len(folded)]
    left = max(bound for bound in bounds[:-1] if bound <= place)
    right = min(bound for bound in bounds if bound > place) if place < len(folded) else len(folded)
    return bool(SOFT.search(folded[left:right].strip()))


def _is_wanted(text: str, folded: str, section: Section) -> bool:
    return section in _DEMANDING or (section is not Section.DUTIES and bool(_POSSESS.search(folded))) or is_hard(text)


def _licence(text: str, folded: str, section: Section) -> list[tuple[str, ...]]:
    if (
        section is Section.NICE
        or is_formality(text)
        or (not licences.STEMS.search(folded) and not licences.ACRONYM.search(text))
    ):
        return []
    if not _is_wanted(text, folded, section) or _OTHER_WAY.search(folded):
        return []
    named = [found for found in licences.NAMED.finditer(folded) if not _is_soft_at(folded, found.start())]
    needs_found = [(found.group().strip(),) for found in named] + _acronym(text, folded)
    if needs_found:
        return needs_found
    for found in licences.LICENCE.finditer(folded):
        needs = licences.licence_words(found)
        is_held = (
            section is Section.REQUIRED
            or is_hard(text)
            or re.search(r"\b(?:valid|active|current|hold\w*|possess\w*|must be)\b", folded)
        )
        if needs and is_held and not _is_soft_at(folded, found.start()) and not licences.ABOUT.search(folded):
            return [needs]
    return []


def _acronym(text: str, folded: str) -> list[tuple[str, ...]]:
    for found in licences.ACRONYM.finditer(text):
        name = (found.group(1) or found.group(2)).casefold().strip(".")
        if name.replace(".", "") not in licences.OTHER_ACRONYMS and not _is_soft_at(
            folded, min(found.start(), len(folded) - 1)
        ):
            return [(name,)]
    return []


def _degree(text: str, folded: str, section: Section) -> list[tuple[str, ...]]:
    if section in {Section.NICE, Section.DUTIES, Section.BENEFITS, Section.COMPANY} and not is_hard(text):
        return []
    if _OTHER_WAY.search(folded) or (section not in _DEMANDING and not _is_wanted(text, folded, section)):
        return []
    levels = [
        level
        for level, pattern in _DEGREE
        for found in [pattern.search(folded)]
        if found and not _is_soft_at(folded, found.start())
    ]
    named = [level for level in levels if level != "degree"] or levels
    return [tuple(named)] if named else []


def _clearance(text: str, folded: str, section: Section) -> list[tuple[str, ...]]:
    found = _CLEARANCE.search(folded)
    if found is None or _is_soft_at(folded, found.start()):
        return []
    if not _CLEARANCE_WANTED.search(folded) and section is not Section.REQUIRED:
        return []
    return [(" ".join(f"{found.group('what') or ''}{found.group('noun')}".split()),)]


def _authorisation(text: str, folded: str, section: Section) -> list[tuple[str, ...]]:
    found = _AUTHORISED.search(folded)
    if found is None or _is_soft_at(folded, found.start()):
        return []
    if "sponsor" in found.group() or not _AUTHORISED_FREE.search(folded):
        return [tuple(countries_in(text)) or ("right to work",)]
    return []


def _citizenship(text: str, folded: str, section: Section) -> list[tuple[str, ...]]:
    text = re.sub(r"\([^()]*\)?", " ", text)
    folded = fold(text)
    found = _CITIZEN.search(folded)
    if found is None or not (_CITIZEN_WANTED.search(folded) or section is Section.REQUIRED):
        return []
    return [tuple(countries_in(text)) or ("citizenship",)]


def _language(text: str, folded: str, section: Section) -> list[tuple[str, ...]]:
    if section in {Section.NICE, Section.BENEFITS, Section.COMPANY, Section.NAVIGATION}:
        return []
    named = [
        (name, start, end)
        for name, start, end in languages_in(text)
        if not _is_soft_at(folded, start) and _is_spoken(folded, start, end, section)
    ]
    if not named:
        return []
    names = list(dict.fromkeys(name for name, _, _ in named))
    between = folded[named[0][1] : named[-1][2]]
    is_choice = len(names) > 1 and re.search(r"\b(?:or|oder|ou|o)\b", between) is not None
    return [tuple(names)] if is_choice else [(name,) for name in names]


def _is_spoken(folded: str, start: int, end: int, section: Section) -> bool:
    around = folded[max(0, start - 45) : end + 40]
    if re.match(
        r"(?:-| )(?:cuisine|food|market|teacher|department|literature|companies|customers|clients|law)\b", folded[end:]
    ):
        return False
    rest = re.sub(r"\W+", " ", folded[:start] + folded[end:]).split()
    return bool(_SPOKEN.search(around)) or (section in _DEMANDING and len(rest) <= 3)


_Reader = Callable[[str, str, Section], list[tuple[str, ...]]]
_READERS: tuple[tuple[ConditionKind, _Reader], ...] = (
    ("licence", _licence),
    ("degree", _degree),
    ("clearance", _clearance),
    ("authorisation", _authorisation),
    ("citizenship", _citizenship),
    ("language", _language),
)
