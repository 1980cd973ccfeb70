"""Which sentences of a posting ask something of the person, and which only seem to."""

import re
from collections.abc import Iterator, Sequence

from corpus.text.words import STOP_WORDS, fold, sentences
from fitcheck.posting.formalities import is_formality, is_paper
from fitcheck.posting.orders import is_order_to_machines
from fitcheck.posting.outline import Chapter
from fitcheck.posting.shapes import is_benefit, is_duty, is_of_company, is_told, names_skill, opens_item, tells_duty

_HARD = re.compile(
    r"\b(?:must|required|requires?|mandatory|essential|need to have|you(?:'ll| will)? need|have to|at least|minimum|"
    r"non-negotiable|zwingend|erforderlich|vorausgesetzt|voraussetzung|mindestens|setzen \w+ voraus|unabdingbar|muss|"
    r"exige[es]?|requise?s?|obligatoire|imperatif|imperativement|indispensables?|au moins|minimum|imprescindibles?|"
    r"se requiere|requerid[oa]s?|requiere|obligatori[oa]s?|al menos|minimo|obrigatori[oa]s?|exigid[oa]s?|exige-se|"
    r"necessari[oa]s?|necesari[oa]s?|requisito|pelo menos|precisa)\b"
)
SOFT = re.compile(
    r"\b(?:preferred|preferably|preference (?:given|for)|(?:is |are |be |as )?an? (?:\w+ )?(?:plus|bonus|asset|"
    r"advantage)|"
    r"bonus(?: points)?(?= if| for|:|$)|nice.to.have|ideally|desirable|desired|beneficial|helpful|advantageous|"
    r"good to have|would be great|welcome|optional(?:ly)?|not (?:required|mandatory|essential|necessary) but|"
    r"but (?:is |are )?not (?:required|mandatory|necessary|essential)|may be considered|wunschenswert|(?:von|"
    r"ein) vorteil|"
    r"vorteilhaft|idealerweise|gern(?:e)? gesehen|ein plus|pluspunkt\w*|(?:un|est un|serait un|sont un|"
    r"seront un) (?:\w+ )?"
    r"(?:plus|atout)|souhaite[es]*|apprecie[es]*|idealement|de preference|se valorara\w*|valorable|valoramos|"
    r"valoraremos|deseables?|preferible(?:mente)?|sera un plus|un plus|idealmente|desejave(?:l|is)|diferencia(?:l|is)|"
    r"preferencialmente|sera um (?:plus|diferencial)|um plus)\b|\bplus[.)]?$"
)
FAIR = re.compile(
    r"\b(?:regardless|without regard|discriminat\w+|equal opportunity|protected|unabhangig von|ungeachtet|"
    r"sans distinction|"
    r"independientemente|sin distincion|independentemente|sem distincao)\b"
)
_NEGATED = re.compile(
    r"\bno (?!later|matter|longer|less|fewer|more than)[\w' -]{2,60}(?:required|needed|necessary|expected)\b|"
    r"\b(?:is|are|'s)(?: not|n't) (?:required|needed|necessary|a must|mandatory|a requirement|expected)|"
    r"\bnot (?:required|needed|necessary)\b|\byou (?:do not|don't|won't|will not|needn't|need not) (?:need|have to|"
    r"be)?|"
    r"\bno need\b|\bdebutante?s? accept\w+|\bquereinsteiger\w* willkommen|\bse admiten\b|\bopen to beginners\b|"
    r"\bwe(?:'re| are)? (?:do not|don't|not) (?:require|need|expect|looking|care)|"
    r"\bno (?:prior |previous )?[\w -]{0,40}experience\b(?! (?:with|in)\b.*\bor\b)|"
    r"\bkein\w* [\w -]{2,60}(?:erforderlich|notig|notwendig|vorausgesetzt|pflicht)|"
    r"\bnicht (?:zwingend |unbedingt )?(?:erforderlich|notig|notwendig|vorausgesetzt)|\bmusst (?:du )?(?:nicht|kein)|"
    r"\b(?:n'est|ne sont|n'est pas) pas (?:\w+ )?(?:requis\w*|necessaires?|obligatoires?|exige\w*|indispensables?)|"
    r"\bpas besoin\b|\baucune? [\w' -]{2,50}(?:requise?|necessaire|exigee?)|"
    r"\bno (?:es|son|sera|se) (?:\w+ )?(?:necesari\w+|imprescindibles?|requier\w+|obligatori\w+|requisito|exige)|"
    r"\bno (?:hace falta|necesitas|se (?:requiere|exige))|\bsin experiencia\b|"
    r"\bnao (?:e|sao|sera|ha) (?:\w+ )?(?:necessari\w+|obrigatori\w+|preciso|exigid\w+|requisito)|\bnao precisa\b"
)
_YEARS_OF_OTHERS = re.compile(
    r"\b(?:we|our|us|founders?|founded|company|firm|team|wir|unser\w*|grunder|nous|notre|nos|fondateurs|nosotros|"
    r"nuestr\w+|empresa|somos|noss\w+|fundador\w*|business|clients|customers)\b"
)
_OF_PERSON = re.compile(
    r"\b(?:you|your|candidates?|applicants?|must|required|minimum|at least|looking for|seeking|du|dein\w*|sie|bewerber|"
    r"mindestens|vous|votre|candidat|minimum|tienes|tu|minimo|voce|candidato|suchen|cherchons|buscamos|procuramos)\b"
)
_A_NUMBER_OF_YEARS = re.compile(r"\b\d+\+? ?(?:years?|jahre\w*|ans|anos)\b")
_ASKS_IN_TEXT = re.compile(
    r"\b(?:you (?:have|bring|possess|are|know|love|enjoy|thrive|can|should|must|need|understand|speak|hold|own|care|"
    r"may be a fit)|you(?:'ve|'re|'ll need)|(?:candidates?|applicants?|person|someone|individual|engineer|manager) "
    r"(?:\w+ )?(?:must|should|will|has|have|with|who)|(?:looking|searching) for [^.]*\b(?:with|who|to (?!join|"
    r"be part|help us|support us|strengthen|work))\b|"
    r"seek(?:ing|s)? [^.]*\b(?:with|who)\b|experience (?:with|in|as|of|working)|\d+\+? years|must have|is required|"
    r"requires|ability to|we expect|ideal \w+|proficien\w+|fluen\w+|du (?:bist|hast|bringst|verfugst|kannst|sprichst)|"
    r"sie (?:haben|verfugen|bringen|sind|besitzen)|wir (?:suchen|erwarten) [^.]*\b(?:mit|der|die|erfahrung)|"
    r"\w*erfahrung\w*|\w*kenntnisse|erforderlich|vorausgesetzt|vous (?:etes|avez|maitrisez|justifiez|disposez|"
    r"possedez|savez)|titulaire|de formation|experience (?:en|dans|de|sur)|exige\w*|requis\w*|recherchons [^.]*"
    r"(?:avec|ayant|capable)|tienes|eres|cuentas con|experiencia|imprescindible|se requiere|(?:buscamos|"
    r"precisa\w*) [^.]*"
    r"\b(?:con|que|com)\b|voce (?:tem|e|possui|domina)|necessari[oa]|exige|conhecimentos?|procuramos [^.]*\b(?:com|"
    r"que)\b"
    r")\b"
)
_DUTIES_IN_TEXT = re.compile(
    r"\b(?:you(?:'ll| will| would)|(?:will|to) be responsible|responsible for|is expected to|your (?:mission|job|role) "
    r"(?:is|will)|in this role|duties (?:include|extend)|this role (?:typically )?\w+s|du (?!bist|hast|bringst)\w+st|"
    r"sie (?:\w+en)|verantwort\w+|vous (?:serez|aurez|\w+erez|\w+ez)|votre mission|en charge|seras|te encargaras|"
    r"tu mision|voce (?:vai|ira|sera)|sera responsavel|responsable de)\b"
)
_ASKS_ANYWHERE = re.compile(
    r"\b(?:you|candidates?|applicants?) must (?:have|be able|hold|possess)\b|\b(?:you|candidates?|"
    r"applicants?) with (?:\w+ ){1,4}years?\b|"
    r"\byou should (?:be|have|know)\b|^(?:[\w' /&-]{3,60}: )?(?:the )?(?:knowledge of|ability to|skill in)\b|"
    r"\b(?:following|evaluated|demonstrate|on)\b.*\b(?:knowledge of|skill in|ability to)\b"
)
_NO_ASK = re.compile(
    r"^(?:see|visit|read|find|check|follow|meet) (?:more|out|our|about|here|the full|us)\b|^(?:learn more|click|"
    r"apply|for more|note:|please|location|salary|pay|job type|"
    r"schedule|hours|start date|contract|reports? to|department|deadline|closing date|posted|reference|employment type|"
    r"work schedule|type of|number of vacancies|standort|arbeitszeit|arbeitsort|eintritt|vergutung|lieu|contrat|"
    r"salaire|type de contrat|ubicacion|jornada|salario|contrato|local|modalidade|tipo de)\b[^.]{0,25}(?::|$|"
    r" (?:here|our|"
    r"the|this|this page|now)\b)|"
    r"\byou (?:can|may|will) (?:also )?(?:find|read|learn|view|see) (?:more|out|further|additional)\b|safely connected|"
    r"^visit \S+\.\w+\W*$|"
    r"\b(?:your (?:resume|application|cv|cover letter)|this (?:job )?(?:posting|announcement|bulletin|examination))\b.*"
    r"\b(?:will|has|is|must|should)\b|^we(?:'re| are)? (?:are )?(?:open to|happy to|encourage|welcome|looking forward)|"
    r"\bencouraged? (?:you )?to apply|\bif (?:this|you) (?:sounds?|think|are excited|feel|don't)|\bapply (?:now|"
    r"today|here|anyway)"
)  # fmt: skip
_TO_PERSON = re.compile(r"(?:you|we|du|sie|wir|vous|nous|tu|usted|voce|nos)\b")
_HOLLOW = frozenset(
    """
    you we us our ll re will work works working join help be part team teams company with for at du sie wir uns mit
    arbeiten arbeitest teil unser unseres unserem teams vous nous travaillerez serez avec notre equipe trabajaras con
    nosotros nuestro equipo voce vai trabalhar com nossa equipe the of a in one great love it here
    """.split()
)
_LONGEST_HOLLOW = 60  # characters
_SHORTEST_QUESTION = 12
_PARTS = re.compile(r";\s+")
_SEMICOLONS_LEAST = 2
_OWN_SUBJECT = r"^[^,;]{2,60}? (?:is|are|would be|will be|ist|sind|ware|est|serait|es|seria|sera|e) "
_LONGEST_ITEM = 90  # characters of a sentence that is surely one item
_OPENING = re.compile(
    r"(?P<before>[a-zà-ÿ0-9.+#-]+[)%\"”*]*)(?P<gap>\s+)(?=[*_]*(?:[A-ZÄÖÜÀ-Ý][a-zà-ÿ]+[ ’',]|\d+\+? years))"
)
_HEAVY = re.compile(r"\b\d+\+? ?(?:years?|yrs|jahre\w*|ans|anos)\b")
_CLAUSE = re.compile(r"\s*(?:[,;(]|\s[-–—]\s|[–—]|\bbut\b|\bwith\b(?= \w+ (?:\w+ )?preferred))\s*")
_CLOSED = frozenset(
    {Chapter.BENEFITS, Chapter.COMPANY, Chapter.APPLY, Chapter.LEGAL, Chapter.NAVIGATION, Chapter.TITLE}
)
_LISTS = frozenset({Chapter.REQUIRED, Chapter.QUALIFICATIONS, Chapter.NICE, Chapter.DUTIES})


def is_negated(text: str) -> bool:
    """Say whether the sentence says that something is not asked. "Not required but a plus" is softened, not negated."""
    folded = fold(text)
    return bool(_NEGATED.search(folded)) and not SOFT.search(folded)


def is_hard(text: str) -> bool:
    """Say whether the words demand: must, required, at least, in any of the five languages."""
    return bool(_HARD.search(fold(text)))


def is_soft(text: str) -> bool:
    """Say whether the words soften: preferred, a plus, ideally, in any of the five languages."""
    return bool(SOFT.search(fold(text)))


def is_age_of_others(text: str) -> bool:
    """Say whether the years in the sentence are the employer's or its founders', not asked of the person."""
    folded = fold(text)
    return bool(_A_NUMBER_OF_YEARS.search(folded) and _YEARS_OF_OTHERS.search(folded) and not _OF_PERSON.search(folded))


def is_silent(text: str) -> bool:
    """Say whether the words ask nothing whatever the heading: negated, years of others, an order, no word at all."""
    return (
        not any(sign.isalpha() for sign in text)
        or is_order_to_machines(text)
        or is_negated(text)
        or is_age_of_others(text)
        or bool(FAIR.search(fold(text)))
        or _is_hollow(text)
    )


def _is_hollow(text: str) -> bool:
    """Say whether a short sentence names nothing at all ("You will work with us."), or asks the reader nothing."""
    folded = fold(text)
    if _TO_PERSON.match(folded) and len(folded) < _LONGEST_HOLLOW:
        return all(word in _HOLLOW or word in STOP_WORDS for word in re.findall(r"[^\W\d_]+", folded))
    return folded.endswith("?") and not _OF_PERSON.search(folded) and len(folded) > _SHORTEST_QUESTION


def is_item_duty(text: str, section: Chapter) -> bool:
    """Say whether the line is work with papers ("Review applications"), not an instruction to the applicant."""
    return section is Chapter.DUTIES and is_duty(text) and " your " not in f" {fold(text)} "


def is_asking(text: str, section: Chapter, *, is_item: bool) -> bool:
    """Say whether a sentence asks. Under a heading that asks an item always does, running text by its words."""
    folded = fold(text)
    if is_silent(text) or _NO_ASK.search(folded):
        return False
    if (is_paper(text) or is_formality(text)) and not is_item_duty(text, section):
        return False
    if is_told(text) and not (is_hard(text) or is_soft(text)):
        return False
    if section in _CLOSED:
        return _asks_anyway(folded, section)
    if section in _LISTS:
        return is_item or _asks_in_list(text, folded, section)
    if is_of_company(text) and not _OF_PERSON.search(folded):
        return False
    return bool(_ASKS_IN_TEXT.search(folded) or _DUTIES_IN_TEXT.search(folded) or tells_duty(text)) or (
        is_item and not is_benefit(text) and (is_hard(text) or is_duty(text))
    )


def _asks_anyway(folded: str, section: Chapter) -> bool:
    """A closed section asks only where it speaks of the person and of years, of knowledge, or of what one must have."""
    if section in {Chapter.NAVIGATION, Chapter.TITLE}:
        return False
    return bool(_ASKS_ANYWHERE.search(folded))


def _asks_in_list(text: str, folded: str, section: Chapter) -> bool:
    """Judge running text under a heading that asks: lost bullets are short lines, prose needs an asking word."""
    if is_of_company(text):
        return bool(_ASKS_IN_TEXT.search(folded) and _OF_PERSON.search(folded))
    if not re.search(r"[.!?]$", text) and len(text) < 200:
        return True
    return bool(
        _ASKS_IN_TEXT.search(folded)
        or _HARD.search(folded)
        or SOFT.search(folded)
        or is_duty(text)
        or _DUTIES_IN_TEXT.search(folded)
        or tells_duty(text)
        or (section is Chapter.DUTIES and not is_benefit(text))
        or (section is not Chapter.DUTIES and (opens_item(text) or names_skill(text)))
    )


def units(raw: str) -> Iterator[tuple[int, int, str]]:
    """Return the stretches of a logical line that stand for themselves, each with the words that tell if it asks.

    Sentences, parts of semicolon lists (told by the whole sentence), softened clauses, items whose lines were lost.
    """
    for start, end in sentences(raw):
        parts = _by_semicolon(raw, start, end)
        for left, right in parts if len(parts) > 1 else _by_opener(raw, start, end):
            whole = raw[start:end]
            cut = _softened_from(raw[left:right])
            yield from [(left, left + cut, whole), (left + cut, right, whole)] if cut else [(left, right, whole)]


def _by_opener(raw: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Cut a run of items that lost their lines: where a capital follows a small word and opens an item."""
    if end - start < _LONGEST_ITEM:
        return [(start, end)]
    cuts = [
        found.end("gap")
        for found in _OPENING.finditer(raw, start, end)
        if fold(found.group("before")) not in STOP_WORDS
        and opens_item(
            raw[found.end("gap") : found.end("gap") + 60],
            is_after_name=raw[: found.start("gap")].split()[-1][0].isupper(),
        )
    ]
    return list(zip([start, *cuts], [*cuts, end], strict=True))


def _by_semicolon(raw: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    cuts = [found.end() for found in _PARTS.finditer(raw, start, end)]
    if len(cuts) < _SEMICOLONS_LEAST:
        return [(start, end)]
    return list(zip([start, *cuts], [*cuts, end], strict=True))


def _softened_from(sentence: str) -> int:
    """Return where the softened clause begins if what stands before it is demanded in full, else 0."""
    soft = SOFT.search(fold(sentence))
    if soft is None or len(sentence) > 400:
        return 0
    softened = [clause for clause in _CLAUSE.finditer(sentence) if clause.start() and clause.end() <= soft.start()]
    if not softened:
        return 0
    cut = next((own for own in reversed(softened) if re.search(r"[-–—(;]", own.group())), softened[-1])
    head = sentence[: cut.start()]
    if is_soft(head):
        return 0
    if not re.search(_OWN_SUBJECT, fold(sentence[cut.end() :])) and not (
        _HEAVY.search(fold(head)) or is_hard(head) or re.search(r"[-–—(;]", cut.group())
    ):
        return 0
    return cut.end() if re.search(r"[^\W\d_]", sentence[cut.end() : cut.end() + soft.start()]) else 0
