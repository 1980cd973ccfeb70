"""How an ask is meant: kind, stress, depth, years and alternatives."""

import re
from collections.abc import Set

from corpus.text.words import STOP_WORDS, fold, lemmas
from fitcheck.posting.asking import is_hard, is_soft
from fitcheck.posting.outline import Chapter, Depth, Kind, Stress
from fitcheck.posting.trades import function_of

_NUMBERS = {
    word: number
    for number, names in enumerate(
        (
            "one ein einem eines einen une un uno um uma", "two zwei deux dos dois", "three drei trois tres", "four vier quatre cuatro",  # noqa: E501
            "five funf cinq cinco", "six sechs seis", "seven sieben sept siete sete", "eight acht huit ocho oito",
            "nine neun neuf nueve nove", "ten zehn dix diez dez", "eleven elf", "twelve zwolf douze doce doze",
            "thirteen", "fourteen", "fifteen funfzehn quinze quince",
        ),
        start=1,
    )
    for word in names.split()
}  # fmt: skip
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_YEARS = re.compile(
    rf"(?<![\w.,$€£-])({_NUMBER})\s*(?:\(\d+\))?\s*(?:\+|plus|or more|oder mehr|ou plus|o mas|ou mais)?\s*"
    rf"(?:(?:to|-|–|—|bis|a|ou|or|and|und)\s*(?:{_NUMBER})\s*\+?\s*)?(?:full |volle )?"
    r"(?:years?|yrs?\b|jahr(?:e|en)?s?|ans?\b|annees?|anos?)['’+]*(?: plus\b)?"
)
_NOT_ASKED = re.compile(
    r"^\s*(?:of age|old\b|alt\b|(?:of )?(?:warranty|guarantee)|garant|"
    r"revolus|de edad|de idade)|\b(?:past|last|next|first|within|every|per|letzten|derniers|"
    r"ultimos|innerhalb|contract|vertrag|befristet)(?: \w+)? $"
)
_GENERAL_WORDS = frozenset(
    """
    experience experienced relevant professional work working prior previous progressive related hands-on
    hands on practical industry proven comparable similar role position field industry full-time paid track
    record least minimum more plus year recent demonstrated solid strong overall total combined post graduate
    career have must need require required preferred capacity environment area job equivalent erfahrung
    berufserfahrung mehrjahrig einschlagig mindestens vergleichbar position bereich jahr beruf experiencia
    laboral profesional similar puesto minimo ano ans an annee annees minimum similaire poste moins
    professionnelle experience profissional area cargo funcao least gestion gestao direction direccion direcao
    """.split()
)
_EXPERT = re.compile(
    r"\b(?:expert\w*|master(?:y|ed)|deep(?:ly)?|extensive|advanced|in-depth|authority|world-class|superlative|profound|"
    r"fundiert\w*|tiefgehend\w*|tiefe[snr]?|umfassend\w*|umfangreich\w*|approfondi\w*|pointue?s?|parfaite|avanza\w+|"
    r"profund\w+|experto|especialista|avancad\w+|aprofundad\w+|native|muttersprach\w*)\b"
)
_SOLID = re.compile(
    r"\b(?:strong|solid|proven|excellent|demonstrated|significant|proficien\w+|track record|fluen\w+|very good|"
    r"exceptional|"
    r"outstanding|skilled|thorough|substantial|sehr gute[nrms]?|ausgepragt\w*|sicher\w*|fliessend\w*|hervorragend\w*|"
    r"nachgewiesen\w*|"
    r"langjahrig\w*|solides?|confirmee?s?|maitrise\w*|courant|excellente?s?|averee?s?|solid[oa]s?|demostrable\w*|"
    r"excelentes?|dominio|fluid[oa]|comprovad[oa]|fluente)\b"
)
_AWARE = re.compile(
    r"\b(?:familiar\w*|exposure|basic(?:s)?|awareness|aware of|interest(?:ed)? in|some (?:experience|knowledge)|"
    r"curio\w+|"
    r"willing\w* to learn|grundkenntnisse|grundlegend\w*|erste erfahrung\w*|interesse|notions?|bases|sensibilite|"
    r"nociones|basic[oa]s?|interes|nocoes|interesse|familiaridad\w*)\b"
)
_STRESSED = re.compile(
    r"\b(?:must|critical|essential|crucial|non-negotiable|mandatory|very|above all|most important|key|zwingend|"
    r"unbedingt|"
    r"wichtig|imperati\w+|indispensable\w*|imprescindible\w*|obligatori\w+|obrigatori\w+|fundamental)\b"
)
_OR = re.compile(r",?\s+(?:and/or|or|oder|ou|bzw\.?)\s+|,?\s+(?:o|u)\s+(?=[A-ZÀ-Ý\w])", re.I)
_NO_CHOICE = re.compile(
    r"^(?:more|higher|above|better|greater|beyond|mehr|hoher|plus|superieur\w*|mas|superior\w*|mais|not|less|so|"
    r"over)\b",
    re.I,
)
_LEFT_EDGE = re.compile(
    r".*(?:\b(?:with|in|of|as|using|like|including|either|following|languages?|tools?|have|hold|a|an|your|e\.g\.|mit|"
    r"wie|von|"
    r"avec|comme|dans|en|con|como|com|em|de|des|du|le|la|the|entweder|soit|on|to|for)\b|[:(])\s*",
    re.I | re.S,
)
_RIGHT_EDGE = re.compile(
    r"[.;:()!?]|,| (?:is|are|in|with|for|to|at|from|that|which|and|und|et|y|e|mit|von|pour|para|required|preferred)\b"
)
_ONE_OF = re.compile(
    r"\b(?:one|any|einer?|l'une?|un[oa]?|uma?)(?: or more)? (?:of|der|des|de los|de las|dos|das)[^:]*:\s*(.+)$", re.I
)
_SHARED_LEAST = 4  # letters
_LONGEST_CHOICE = 6  # words
_BASE: dict[Kind, int] = {"must": 3, "should": 2, "nice": 1}


def kind_of(text: str, section: Chapter, *, lead: str = "") -> Kind:
    """Return how firmly it is asked: by the words of the clause, then by the heading it stands under."""
    if is_soft(text):
        return "nice"
    if section is Chapter.NICE and not re.search(r"\bmust be\b", fold(text)):
        return "nice"
    if section is Chapter.REQUIRED or (is_hard(text) and section not in {Chapter.APPLY, Chapter.BENEFITS}):
        return "must"
    if section is Chapter.QUALIFICATIONS and years_of(text) is not None:
        return "must"
    return "should"


def years_of(text: str) -> int | None:
    """Return the years asked for: the first named, of a choice the fewest; None where none are asked."""
    folded = fold(text)
    found = [
        int(match.group(1)) if match.group(1).isdigit() else _NUMBERS[match.group(1)]
        for match in _YEARS.finditer(folded)
        if not _NOT_ASKED.search(folded[max(0, match.start() - 24) : match.start()])
        and not _NOT_ASKED.match(folded[match.end() : match.end() + 12])
    ]
    found = [years for years in found if 0 < years <= 40]
    if not found:
        return None
    return min(found) if len(found) > 1 and _OR.search(text) else found[0]


def is_general(text: str, title: Set[str], language: str, function: str = "other") -> bool:
    """Say whether the years are of experience as such or of the trade named by the title's lemmas or its function."""
    folded = fold(text)
    match = _YEARS.search(folded)
    if match is None:
        return False
    rest_of = re.sub(r"^\W*(?:of|in|with|as|working)\b", "", folded[match.end() :])
    clause = re.split(r"[,;.()–—]| and ", rest_of, maxsplit=1)[0]
    rest = [word for word in lemmas(clause, language) if word not in _GENERAL_WORDS and word not in STOP_WORDS]
    return all(word in title or _is_of(word, function) or any(_is_kin(word, own) for own in title) for word in rest)


def _is_of(word: str, function: str) -> bool:
    return function != "other" and function_of(word) == function


def _is_kin(word: str, own: str) -> bool:
    """Say whether two lemmas share most of their letters from the front: nursing and nurse."""
    shared = next(
        (at for at, (one, other) in enumerate(zip(word, own, strict=False)) if one != other), min(len(word), len(own))
    )
    return shared >= _SHARED_LEAST and shared * 5 >= 3 * min(len(word), len(own))


def depth_of(text: str, years: int | None) -> Depth:
    """Return how well it must be known, by general words and the years."""
    folded = fold(text)
    if _EXPERT.search(folded) or (years or 0) >= 8:
        return "expert"
    if _SOLID.search(folded) or (years or 0) >= 5:
        return "solid"
    return "aware" if _AWARE.search(folded) else "working"


def stress_of(text: str, kind: Kind, *, is_first: bool, is_repeated: bool, is_in_title: bool) -> Stress:
    """Return the weight the posting gives the ask, 1 to 4: kind, then wording, place, repetition and title."""
    folded = fold(text)
    signs = bool(_STRESSED.search(folded)) + bool(_EXPERT.search(folded)) + is_first + is_repeated + is_in_title
    height = _BASE[kind] + (1 if signs >= (1 if kind == "should" else 2) else 0)
    if kind == "should" and signs >= 3:
        height += 1
    levels: tuple[Stress, ...] = (1, 2, 3, 4)
    return levels[min(4, max(1, height)) - 1]


def alternatives_of(text: str) -> tuple[str, ...]:
    """Return the things of which one is enough, as they are written; empty where all are asked."""
    listed = _ONE_OF.search(text)
    if listed:
        return _choices(re.split(r",\s*|\s+(?:and|or|und|oder|et|ou|y|o|e)\s+", listed.group(1)))
    for match in _OR.finditer(text):
        right = text[match.end() :]
        if _NO_CHOICE.match(right) or re.search(r"\b(?:one|two|more)$|\d$", text[: match.start()]):
            continue
        left = re.split(r"[.;!?]\s", text[: match.start()])[-1]
        names = re.split(r",\s*", left)
        names[0] = _LEFT_EDGE.sub("", names[0])
        found = _choices([*names, _RIGHT_EDGE.split(right, maxsplit=1)[0]])
        if len(found) > 1:
            return found
    return ()


def _choices(names: list[str]) -> tuple[str, ...]:
    trimmed = [re.sub(r"^(?:or|and|a|an|the|ou|oder)\s+", "", name.strip(" .,;()"), flags=re.I) for name in names]
    return tuple(name for name in trimmed if name and len(name.split()) <= _LONGEST_CHOICE)
