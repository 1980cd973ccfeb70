"""What a line looks like: a thing to do, a thing to bring, something offered, or the employer's own story.

General words of five languages (imperatives, infinitives, words of offering), no word of any trade. Patterns are of
folded text.
"""

import re
from functools import lru_cache

from corpus.text.words import fold
from fitcheck.posting.trades import is_person

_VERBS = frozenset(
    """
    accept achieve act adapt address administer advance advise advocate align analyse analyze answer
    anticipate apply arrange assemble assess assign assist attend attract audit author automate bring build
    calculate care carry champion check clean coach collaborate collect communicate compile complete comply
    conduct configure consult continue contribute control convert cook coordinate craft create cultivate
    customize debug decide define deliver demonstrate deploy describe design detect determine develop diagnose
    direct discover discuss dispatch distill document draft drive educate embed empower enable encourage
    enforce engage enhance ensure escalate establish estimate evaluate examine execute expand explain explore
    facilitate file find fix follow forecast form foster gather generate give grow guide handle help hire hold
    host identify implement improve influence inform initiate innovate inspect install instruct integrate
    interact interface interpret interview introduce inventory investigate issue join keep launch lead learn
    leverage liaise lift listen load maintain make manage map market measure meet mentor migrate model monitor
    motivate move navigate negotiate nurture observe obtain offer onboard operate optimise optimize
    orchestrate order organise organize oversee own participate partner perform pick place plan play position
    prepare present prevent prioritise prioritize process procure produce program promote propose protect
    provide publish pull raise reach read receive recommend reconcile record recruit reduce refine report
    represent research resolve respond review run scale schedule scope screen secure select sell serve set
    shape share ship solve source speak spearhead stay steer stock store streamline strengthen structure study
    submit supervise supply support surface sustain take teach test track train transform translate transport
    treat triage troubleshoot turn understand update upgrade uphold use utilize validate verify visit welcome
    work write act zoom mix serve sew weld wash bake drive
    """.split()
)
_NOT_DUTY_GERUNDS = frozenset({"understanding", "willing", "outstanding", "existing", "knowing", "being", "having"})
_DUTY = re.compile(
    r"(?:(?:you(?:'ll| will)|you would|will|responsible|responsibility|accountab\w+|du (?!bist|hast|bringst|"
    r"kannst)\w+st"
    r"|verantwort\w+|durchfuhrung|sie (?!sind|haben|bringen|verfugen)\w+en|vous (?!etes|avez|maitrisez)\w+ez|"
    r"(?:en )?charge|te encargaras|seras|gestion|elaboracion|elaboracao|participation|suivi)\b|[a-z]+(?:ung|ungen)\b)"
)
_INFINITIVE = re.compile(r"(?:[a-z]{2,}(?:ar|er|ir|re|ren|ir se|arse)|[a-z]+ieren)\b(?! of)")
_FOREIGN_MARK = re.compile(
    r"\b[ld]'|\b(?:de|la|le|les|el|los|las|os|das|do|da|des|et|en|com|con|avec|pour|para|y|e|und|der|die|von)\b"
)
_SKILL = re.compile(
    r"\b(?:experience|experienced|abilit(?:y|ies)|able|knowledge|skills?|skilled|degree|diploma|understanding|"
    r"proficien\w+|familiar\w*|expertise|background|track record|fluen\w+|licen[cs]e\w*|certifi\w+|passion\w*|"
    r"comfortable|aptitude|portfolio|years?|competen\w+|capab\w+|strong|excellent|good|solid|proven|deep|"
    r"demonstrated|you (?:have|are|possess|enjoy|love|thrive)|you've|you're|willing\w*|mindset|qualification|"
    r"kenntnisse|\w*kenntnis|erfahrung\w*|\w+erfahrung|fahigkeit\w*|studium|ausbildung|abschluss|jahre\w*|"
    r"bereitschaft|sicher\w*|fuhrerschein|\w*fahigkeit|freude|teamgeist|sprachkenntnisse|du (?:bist|hast|bringst)|"
    r"maitrise|connaissances?|competences?|diplome|formation|capacite|annees?|rigueur|sens de|aisance|"
    r"experiencia|conocimientos?|titulo|titulacion|grado|licenciatura|anos?|capacidad|dominio|nivel|habilidad\w*|"
    r"conhecimentos?|formacao|ensino|vivencia|dominio|fluencia|graduacao|capacidade)\b"
)
_BENEFIT = re.compile(
    r"\b(?:paid|vacation|holidays?|pto|401\(?k\)?|dental|insurance|pension|stock options|equity|bonus(?:es)?|stipend|"
    r"allowance|parental leave|leave|salary|competitive|discounts?|gym|lunch(?:es)?|snacks?|wellness|"
    r"flexible (?:working|hours|schedule|work)|perks?|budget for|reimbursement|days off|time off|home office|"
    r"urlaub\w*|urlaubstage|jobrad|jobticket|deutschlandticket|obst\w*|vergutung|gehalt|weihnachtsgeld|altersvorsorge|"
    r"betriebliche\w*|zuschuss|gleitzeit|kantine|fahrkarte|weiterbildung\w*|rabatte?|mitarbeiterrabatt\w*|parkplatz\w*|"
    r"mutuelle|tickets? restaurant|rtt|teletravail|conges|prime|interessement|cse|transports?|"
    r"vacaciones|seguro|retribucion|salario|teletrabajo|horario flexible|descuentos?|cheque|contrato|"
    r"vale|plano de saude|ferias|refeicao|assistencia|subsidio|seguro de saude|remuneracao)\b|[$€£]\s?\d"
)
_COMPANY = re.compile(
    r"^(?:(?:at \w+,? )?we(?:'re| are|'ve| have| believe| build| make| help| serve| value| were)\b(?! (?:looking|"
    r"seeking|"
    r"hiring|searching))|our (?!ideal|team needs|new)\w+|founded|established|since (?:19|20)\d\d|for (?:over|"
    r"more than) "
    r"\d+ years|wir sind (?!auf der suche)|unser\w* |seit (?:19|20)?\d\d|nous sommes (?!a la recherche)|notre |"
    r"nuestr\w+ |"
    r"somos |noss\w+ |depuis |desde (?:19|20)\d\d)|\b(?:is|are) (?:a|an|the) (?:\w+[- ]){0,4}(?:leader|leading|company|"
    r"provider|platform|agency|manufacturer|startup|firm|organi[sz]ation|non-?profit|hospital)\b|"
    r"\bwe (?:were )?founded\b"
)
_FIRST_WORD = re.compile(r"[a-zà-ÿ']+")


@lru_cache(maxsize=8_192)
def is_duty(line: str) -> bool:
    """Say whether the line begins with something to do."""
    text = fold(line)
    first = _FIRST_WORD.search(text)
    if first is None:
        return False
    word = first.group()
    if word.endswith("ly"):
        second = _FIRST_WORD.search(text, first.end())
        word = second.group() if second else word
    if _is_verb(word):
        return not re.match(
            r"(?:lead|market|process|program|support|design|test)s?\s+(?:experience|skills|knowledge)", text
        )
    if len(word) > 5 and word.endswith("ing") and word not in _NOT_DUTY_GERUNDS:
        return True
    if _DUTY.match(text):
        return True
    return bool(_INFINITIVE.match(text) and _FOREIGN_MARK.search(text))


def _is_verb(word: str) -> bool:
    return word in _VERBS or (word.endswith("s") and (word[:-1] in _VERBS or word[:-2] in _VERBS))


def opens_with_verb(line: str) -> bool:
    """Say whether the first word is a verb of the table: such a line offers nothing, whatever else it names."""
    first = _FIRST_WORD.search(fold(line))
    return first is not None and _is_verb(first.group())


_OPENER = re.compile(
    r"(?:experience|experienced|strong|ability|able|proven|excellent|knowledge|familiarity|familiar|deep|"
    r"demonstrated|solid|comfortable|previous|"
    r"prior|minimum|bachelor\S*|master\S*|degree|fluen\w+|understanding|expertise|passion\w*|proficien\w+|good|great|"
    r"background|you|track|hands|"
    r"working|advanced|basic|exceptional|outstanding|willing\w*|valid|active|current|must|at least|a|an|some|"
    r"extensive|technical|skilled|\d+\+?|"
    r"abgeschlossen\w*|fundiert\w*|sehr|gute|mehrjahrig\w*|sicherer?|hohe[rs]?|ausgepragt\w*|erste|einschlagig\w*|"
    r"idealerweise|relevante|"
    r"experiencia|conocimientos?|capacidad|titulacion|dominio|nivel|maitrise|connaissances?|formation|capacite|"
    r"diplome|bonne|solide|conhecimentos?|"
    r"capacidade|vivencia|formacao|ensino)\b"
)


def opens_item(stretch: str, *, is_after_name: bool = False) -> bool:
    """Say whether a stretch begins as items of lists do: with a thing to bring or to do.

    After a word with a capital a verb may be the rest of a name: "Paperwork Reduction Act".
    """
    return bool(_OPENER.match(fold(stretch).lstrip("*_ "))) or (not is_after_name and is_duty(stretch))


def tells_duty(line: str) -> bool:
    """Say whether the third person is told to do something: "The nurse provides care"."""
    text = fold(line)
    if not re.match(r"(?:the|an?|this|under|as)\b", text):
        return False
    first = text.split(maxsplit=9)[1:9]
    return any(word.endswith("s") and _is_verb(word) and word not in _VERBS for word in first) and not _BENEFIT.search(
        text
    )


_ANAPHOR = re.compile(
    r"(?:it|they|there|these|those|this|that|dies\w*|jene\w*|cela|ceci|ces?|cette|est[aeo]s?|es[aeo]s?|ist[oa]|iss[oa])\s"
)
_STATEMENT = re.compile(
    r"(?!we |wir |nous )(?P<subject>[^,;:]{2,80}?)\s(?:is|are|was|were|has|have|had|can|may|will|"
    r"provides?|offers?|develops?|manages?|"
    r"serves?|operates?|supports?|ist|sind|wurde\w*|hat|bietet|est|sont|propose|offre|es|son|ofrece|tiene|"
    r"e|sao|oferece|tem)\s"
)
_OFFERED = re.compile(
    r"\byou(?:'ll| will| may| can| would)? (?:also )?(?:be (?:part of|matched|offered|joining|given|challenged|"
    r"supported)|get to|receive|report to|have the (?:\w+ )?(?:opportunity|chance)|benefit from)\b|"
    r"^(?:the|this) (?:\w+ )?(?:role|position|job)(?: will)? reports? (?:directly )?to\b|"
    r"^be (?:challenged|part of|rewarded|paid|supported)\b|\b(?:should|please|to) apply\b"
)
_YOU = re.compile(
    r"\b(?:you|your|yours|du|dein\w*|sie|ihr\w*|vous|votre|vos|tu|tus|usted|voce|seu|sua|we expect|we need|who)\b"
)


@lru_cache(maxsize=8_192)
def is_told(line: str) -> bool:
    """Say whether a sentence tells of something else than the person: of a product, of what "this" is, of an offer.

    Also one that only leads to a list: its items ask.
    """
    text = fold(line)
    if text.rstrip(" *_").endswith(":"):
        return True
    if _OFFERED.search(text):
        return True
    if names_skill(line) or is_duty(line):
        return False
    statement = _STATEMENT.match(text)
    if _YOU.search(text) or ": " in text:
        return False
    if _ANAPHOR.match(text):
        return not _is_of_person(text.split()[1:2])
    if statement is None:
        return False
    return not _is_of_person(statement.group("subject").split()) and line.lstrip("*_ ")[:1].isupper()


def _is_of_person(words: list[str]) -> bool:
    return any(is_person(word) or is_person(word.removesuffix("s")) for word in words)


def names_skill(line: str) -> bool:
    """Say whether a word of bringing stands in the line: experience, knowledge, licence, in the five languages."""
    return bool(_SKILL.search(fold(line)))


@lru_cache(maxsize=8_192)
def is_skill(line: str) -> bool:
    """Say whether the line names something to bring, or is a bare noun ("Kafka")."""
    text = fold(line)
    return bool(_SKILL.search(text)) or (len(text.split()) <= 5 and not is_duty(line) and not is_benefit(line))


@lru_cache(maxsize=8_192)
def is_benefit(line: str) -> bool:
    """Say whether the line may offer something. Only a majority of such lines makes a list one of benefits."""
    text = fold(line)
    return bool(_BENEFIT.search(text)) and not re.search(r"\b(?:experience|knowledge|erfahrung|experiencia)\b", text)


@lru_cache(maxsize=8_192)
def is_of_company(line: str) -> bool:
    """Say whether the line tells of the employer."""
    return bool(_COMPANY.search(fold(line)))
