"""How postings name licences, certificates and registrations. Patterns are of folded text, in five languages."""

import re

LICENCE = re.compile(
    r"(?P<what>(?:[\w'.()/&-]+ ){0,5}?)(?P<noun>licen[cs](?:e|es|ure|ed)|certifi(?:cation|cate|ed)|registration|"
    r"registered|"
    r"credentials?|accreditation|permit|admission|membership)\b(?P<after>(?: (?:as an?|in|to practi[cs]e|for|by|with) "
    r"(?:[\w'-]+ ?){1,4})?)"
)
STEMS = re.compile(
    r"licen[cs]|certif|registr|registered|credential|accredit|permit|permis|admi(?:ss|tt)|member|schein|approbation|"
    r"staatsexamen|brief|"
    r"examiniert|anerkannt|caces|diplome|infirmier|habilit|inscri|barreau|carn|conduc|colegiad|carteira|carta|cnh|"
    r"registro|oab|coren|\bcr[mec]|"
    r"\bbar\b|juris|status|chartered|medical degree"
)
NAMED = re.compile(
    r"\b(?:\w*fuhrerschein(?: (?:der )?(?:klasse )?\w+)?|\w*staplerschein|\w+schein\b|approbation\w*|staatsexamen|"
    r"meisterbrief|gesellenbrief|examinierte?r? \w+|staatlich anerkannt\w* \w+|permis (?:de conduire|[a-e][1e]?|"
    r"poids lourd)|"
    r"caces(?: \w+)?|diplome d'etat(?: (?:d'|de )?\w+)?|de d'infirmier\w*|habilitation electrique|"
    r"inscri\w+ (?:a l'ordre|au barreau)|"
    r"barreau|(?:carne|carnet|permiso|licencia) (?:de )?(?:conducir|conduccion|manejo|carretill\w+|[a-e])|"
    r"colegiad[oa]\w*|"
    r"(?:carta|carteira) (?:de )?(?:conducao|motorista|habilitacao)|cnh(?: \w+)?|registro (?:ativo|"
    r"profissional)[\w /]*|"
    r"\b(?:oab|coren|crea|crc)\b(?: ativ[oa])?|\bcrm(?: ativ[oa]|[-/][a-z]{2}\b)|(?:state |california |texas |"
    r"new york )?bar(?= (?:admission|"
    r"membership|"
    r"exam|in good))|(?:admitted|admission) to (?:the |practi[cs]e)[\w ]{0,20}|juris doctor|medical degree|"
    r"qualified \w+ status|chartered \w+)"
)
ACRONYM = re.compile(
    r"\b(?:[Aa]ctive|[Cc]urrent|[Vv]alid|[Ll]icensed|ACTIVE|VALID)\s+([A-Z][A-Z.]{1,5}\b)(?=\W*$|[,.;)]| (?:or|"
    r"and|in|is|with|required|licen|certif|regist))|\b(J\.?D\.?|M\.?D\.?|"
    r"D\.?O\.?|"
    r"R\.?N\.?|LPN|CNA|CPA|DVM|LCSW|CDL(?:[ -]?[A-C])?|(?<![a-z] )[A-Z]{2,6})(?= (?:from (?:an )?accredited|"
    r"is required|"
    r"are required|required|mandatory|certified|certification "
    r"required|must))"
)
OTHER_ACRONYMS = frozenset(
    {
        "us",
        "ts",
        "secret",
        "uk",
        "eu",
        "ts/sci",
        "sci",
        "bs",
        "ba",
        "ms",
        "ma",
        "phd",
        "mba",
        "gpa",
        "sql",
        "pst",
        "est",
    }
)
ABOUT = re.compile(
    r"\b(?:manag\w+|sell\w*|negotiat\w+|software|product|open.source|apache|mit) (?:\w+ )?(?:licen[cs]|certif|"
    r"registr|permit)"
)
_FILLER = re.compile(
    r"^(?:.*\b(?:an?|the|your|have|has|hold|possess|with|require[sd]?|be|is|in|of|as|or equivalent|must|and|for|by|"
    r"to|candidates|"
    r"applicants|any|all|other|relevant|appropriate|professional)\b)?\s*(?:(?:valid|active|current|unrestricted|"
    r"clean|full|state|"
    r"required|issued|appropriate|relevant|necessary)\s+)*"
)


def licence_words(found: re.Match[str]) -> tuple[str, ...]:
    """Return what the licence is called, empty where only the word itself stands there."""
    what = _FILLER.sub("", found.group("what")).strip(" ()/")
    noun, after = found.group("noun"), found.group("after").strip()
    if noun in {"registered", "licensed", "certified"}:
        rest = found.string[found.end("noun") :].split()
        what, noun = " ".join([noun, *(word.strip(",.;()") for word in rest[: 2 if rest else 0])]), ""
        return (what,) if rest else ()
    if not what and not after:
        return ()
    return (" ".join(f"{what} {noun} {'' if what else after}".split()),)
