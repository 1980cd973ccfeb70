"""What kind of text it is, apart from what it asks: closed, two jobs, a stub, a sign-in wall, a résumé, no posting."""

import re
from collections.abc import Sequence

from corpus.text.words import fold
from fitcheck.posting.headings import heading_section
from fitcheck.posting.layout import Block
from fitcheck.posting.outline import Ask, Notice, Section
from fitcheck.posting.trades import function_of

_CLOSED = re.compile(
    r"no longer (?:accepting|available|open)|(?:position|job|posting|role|vacancy|listing)(?: posting)? (?:has|"
    r"is)(?: been| now)? "
    r"(?:closed|filled|expired)|applications (?:are|have) (?:now )?closed|nicht mehr (?:verfugbar|aktuell|besetzt)|"
    r"stelle (?:ist|wurde) "
    r"(?:bereits )?(?:besetzt|vergeben)|bewerbungsfrist (?:ist )?abgelaufen|(?:offre|annonce) (?:n'est plus|expiree|"
    r"pourvue)|poste (?:est )?"
    r"(?:deja )?pourvu|n'est plus disponible|ya no (?:acepta|esta disponible)|(?:oferta|vacante) (?:cerrada|"
    r"caducada)|vaga "
    r"(?:encerrada|fechada|expirada)|nao (?:aceita|esta) mais"
)
_SIGN_IN = re.compile(
    r"sign in|log ?in|join now|create (?:an )?account|forgot (?:your )?password|user agreement|cookie policy|"
    r"must be (?:signed|logged) in|"
    r"continue with google|register to|anmelden|einloggen|registrieren|passwort vergessen|se connecter|"
    r"connectez-vous|mot de passe|"
    r"iniciar sesion|inicia sesion|contrasena|registrate|fazer login|entrar na|senha"
)
_NAVIGATION = re.compile(
    r"^(?:skip to|back to|menu|home|share|save|apply(?: now| on .*)?|easy apply|report|sign in|log in|join|search|"
    r"jobs|careers|all jobs|"
    r"show (?:more|less)|view all|see (?:all|more)|reposted|posted|new|promoted|follow|print|email|copy link|zuruck|"
    r"teilen|merken|jetzt "
    r"bewerben|bewerben|drucken|retour|partager|postuler|enregistrer|volver|compartir|guardar|inscribirme|voltar|"
    r"compartilhar|salvar|"
    r"candidatar-se|open positions|current openings|an official website|here'?s how|secure|"
    r"official websites)\b(?!.{50})|"
    r"\b(?:\d+|over \d+) applicants|\bago\b|^\W*$"
)
_OWN = re.compile(
    r"\bI(?:['’]ve|['’]m)?:? (?:have|had|was|am|led|lead|built|ran|managed|worked|designed|developed|launched|"
    r"shipped|owned)\b|\b[Mm]y "
    r"(?:experience|skills|career|role|work|teams?)\b|\b[Ii]ch (?:habe|bin|war)\b|\bj['’]ai\b|\b[Hh]e sido\b"
)
_RESUME_HEADING = re.compile(
    r"(?:(?:work|professional|employment) (?:experience|history)|education|references|curriculum vitae|resume|"
    r"lebenslauf|berufserfahrung|"
    r"ausbildung|bildungsweg|experiences? professionnelles?|formation|experiencia (?:laboral|profesional|"
    r"profissional)|educacion|formacao|"
    r"summary|profile|skills|languages|certifications|volunteering|hobbies|interests|awards|projects|publications|"
    r"objective)"
)
_PERIOD = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? )?(?:19|20)\d\d\s*(?:[-–—]|to|bis|"
    r"a)\s*(?:(?:\w+\.? )?(?:19|20)\d\d|"
    r"present|now|heute|today|actualidad|atual|aujourd)",
    re.I,
)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d ()-]{8,}\d|linkedin\.com/in/|github\.com/\w+", re.I)
_ADDRESS = re.compile(
    r"\b(?:you|your|we|our|us|candidates?|applicants?|must|required|responsibilities|requirements|qualifications|du|"
    r"dein\w*|wir|unser\w*|"
    r"sie|ihr\w*|bewerb\w+|aufgaben|vous|votre|nous|notre|poste|buscamos|ofrecemos|requisitos|tu|voce|vaga|"
    r"procuramos|hiring|duties)\b"
)
_JOB = re.compile(
    r"\b(?:hiring|we(?:'re| are) looking for|position|role|vacancy|job|full.time|part.time|salary|apply|applicants?|"
    r"candidates?|stelle\w*|bewerb\w*|m/w/d|w/m/d|vollzeit|teilzeit|gesucht|poste|cdi|cdd|h/f|recrut\w+|recherch\w+|"
    r"candidat\w*|puesto|empleo|vacante|buscamos|jornada|vaga|procuramos|contrat\w+)\b"
)
_YOU = re.compile(
    r"\b(?:you|your|you'll|du|dein\w*|ihr\w*|vous|votre|vos|tu|tus|usted|voce|sua|seu|candidates?|applicants?|"
    r"incumbent)\b"
)
_HIRES = re.compile(
    r"\b(?:(?:looking|searching) for (?:an?|our|someone|people|talented|experienced)|seeking|hiring (?:an?|for)|"
    r"now hiring|wanted\b[,!:]|(?:\w+ wanted|gesucht)[,!:]|^(?:\S+ ){1,4}gesucht\b|we need an? \w+|"
    r"(?:team|crew|company|we|us) needs? you\b|join us as|as (?:our|an?) "
    r"(?:\w+ ){1,3}you|sucht|suchen wir|wir suchen|wir brauchen dich|verstarkung|recherche(?:ns)? une?|recrut(?:e|ons)|"
    r"(?:se )?busca(?:mos|n)?|procura(?:mos)?|contrata(?:mos)?|vaga:|[mwd]/[mwd]/[mwd]|h/f|f/h|cdi|envie seu|"
    r"must be able to)(?!\w)"
)
_OTHER_TEXT = re.compile(
    r"\b(?:terms of (?:service|use)|by using|you agree|indemnif\w+|terminate your account|warranty|order now|"
    r"free delivery|add to (?:cart|basket)|in this course|enroll?|ingredients|preheat|tablespoons?|employers|"
    r"recruiters (?:say|look|want|told)|job.?seekers|companies (?:are|that|want)|in our survey|experts (?:say|"
    r"recommend)|(?:said|told|announced) (?:on|in|that|reporters|the)|percent of|shares (?:rose|fell)|"
    r"nutzungsbedingungen|zutaten|jetzt bestellen|kritisierte|in diesem kurs|conditions (?:generales|d'utilisation)|"
    r"en utilisant|dans ce cours|terminos (?:y condiciones|de servicio)|al utilizar|ingredientes|en este curso|"
    r"termos de (?:uso|servico)|ao utilizar|neste curso)\b"
)
_CODE_LINE = re.compile(
    r"[{};]$|^\s*(?:def|class|import|from|return|if|for|function|const|let|var|#include|@)\b|\w\(.*\)[:;{]?$"
)
_CODE_SHARE = 0.35
_SIGNS_LEAST = 2
_PERIODS_LEAST = 2
_OWN_LEAST = 5
_SHORT = 60  # words of a text that is a stub if it asks nothing
_ENOUGH = 3
_SHORTEST_TRADE = 4  # letters


def is_navigation(line: str) -> bool:
    """Say whether a line belongs to the page around the posting."""
    return bool(_NAVIGATION.search(fold(line)))


def is_resume(text: str, blocks: Sequence[Block]) -> bool:
    """Say whether the text tells of one person: first person throughout, or periods and a contact under headings."""
    own, addressed = len(_OWN.findall(text)), len(_ADDRESS.findall(fold(text)))
    if own >= _OWN_LEAST and own > 2 * addressed:
        return True
    headings = sum(bool(_RESUME_HEADING.fullmatch(fold(block.text).strip(" :"))) for block in blocks)
    signs = (len(_PERIOD.findall(text)) >= _PERIODS_LEAST) + bool(_CONTACT.search(text[:600])) + (headings >= 2)
    return signs >= 2 and addressed <= max(2, len(text.split()) // 100)


def is_posting_like(text: str, sections: Sequence[Section], asks: Sequence[Ask], *, has_trade: bool) -> bool:
    """Say whether two signs speak for a posting: headings, words, whom it addresses, years, a trade."""
    lines = [line for line in text.splitlines() if line.strip()]
    if sum(bool(_CODE_LINE.search(line)) for line in lines) > _CODE_SHARE * len(lines):
        return False
    folded = fold(text)
    if len(set(_OTHER_TEXT.findall(folded))) >= _SIGNS_LEAST and not _HIRES.search(folded):
        return False
    headings = {Section.REQUIRED, Section.QUALIFICATIONS, Section.DUTIES, Section.NICE} & set(sections)
    is_hiring = bool(_HIRES.search(folded))
    has_trade = has_trade or (is_hiring and len(folded.split()) <= _SHORT and any(map(_is_trade, folded.split())))
    signs = 2 * bool(headings) + has_trade + is_hiring
    signs += (len(set(_JOB.findall(folded))) >= 2) + (len(_YOU.findall(folded)) >= 2)
    return signs + any(ask.years is not None for ask in asks) >= _SIGNS_LEAST


def _is_trade(word: str) -> bool:
    return len(word) >= _SHORTEST_TRADE and function_of(word.strip(".,!:;()")) != "other"


def second_job(blocks: Sequence[Block]) -> int:
    """Return the index of the block at which another job begins, 0 where there is one job.

    Another job begins where a section that asks is opened a second time under a line that reads as a title of its own.
    """
    seen: set[Section] = set()
    for place, block in enumerate(blocks):
        section = heading_section(block.text) if not block.is_item and len(block.text) < 60 else None
        if section not in {Section.REQUIRED, Section.QUALIFICATIONS, Section.DUTIES}:
            continue
        start = _title_before(blocks, place)
        if section in seen and start:
            return start
        seen.add(section)
    return 0


def _title_before(blocks: Sequence[Block], place: int) -> int:
    """Return the index of a title line in the three blocks before a heading, 0 for none."""
    for at in range(max(1, place - 3), place):
        block = blocks[at]
        if block.level and blocks[0].level and block.level > blocks[0].level:
            continue
        is_line = not block.is_item and block.is_after_gap and len(block.text.split()) <= 8
        is_bare = is_line and not re.search(r"[.:!?,]$", block.text) and heading_section(block.text) is None
        if is_bare and function_of(block.text) != "other":
            return at
    return 0


def notices_of(
    text: str, blocks: Sequence[Block], asks: Sequence[Ask], *, is_read: bool, is_two: bool, is_like: bool = True
) -> tuple[Notice, ...]:
    """Return what must be said of the text, the gravest first."""
    if not is_read:
        return ("language_not_read",)
    folded = fold(text)
    notices: list[Notice] = []
    if is_resume(text, blocks):
        return ("resume",)
    if len(set(_SIGN_IN.findall(folded))) >= 3 and len(asks) < _ENOUGH:
        return ("sign_in_wall",)
    if not is_like:
        return ("not_a_posting",)
    if _CLOSED.search(folded):
        notices.append("closed")
    if is_two:
        notices.append("two_jobs")
    if len(asks) < _ENOUGH:
        notices.append("thin" if asks else "stub" if len(folded.split()) <= _SHORT else "not_a_posting")
    return tuple(notices)
