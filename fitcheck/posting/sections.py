"""Which section each logical line stands in: by its heading where one is known, by shape where none is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.text.words import fold
from fitcheck.posting.formalities import is_fact, is_formality, is_paper
from fitcheck.posting.headings import heading_section
from fitcheck.posting.layout import TextBlock
from fitcheck.posting.outline import Chapter
from fitcheck.posting.shapes import is_benefit, is_duty, is_of_company, is_skill, opens_with_verb

_CLOSERS = frozenset({Chapter.BENEFITS, Chapter.COMPANY, Chapter.APPLY, Chapter.LEGAL, Chapter.NAVIGATION})
_ASKERS = frozenset({Chapter.DUTIES, Chapter.REQUIRED, Chapter.QUALIFICATIONS, Chapter.NICE})
_LONGEST_HEADING = 80
_LONGEST_ITEM = 300
_LONGEST_LOOSE = 160
_SHORTEST_STORY = 40
_BOLD = 7
_LOOKED_BACK = 400  # blocks before a heading among which one that asked is looked for
_SHUT = frozenset({Chapter.APPLY, Chapter.LEGAL, Chapter.NAVIGATION})  # left only by a heading of another kind
_LEAD_INS = (
    (Chapter.APPLY, re.compile(r"(?:(?:on|in|with|to) your (?:resume|cv|application)|(?:must|should|please) (?:submit|"
                               r"provide|send|include|attach|upload)|submit the following|your (?:application|resume|"
                               r"cv) (?:must|should)|(?:deine|ihre) (?:bewerbung|unterlagen)|votre (?:dossier|"
                               r"candidature)|tu candidatura|sua candidatura)\b")),
    (Chapter.COMPANY, re.compile(r"(?:following|several|these|many|different|our|other|various) (?:\w+ )?(?:teams|"
                                 r"departments|locations|offices|areas)\b")),
    (Chapter.BENEFITS, re.compile(r"(?:we (?:can |also |will )*(?:offer|provide|give)|you(?:'ll| will) (?:get|"
    r"receive|enjoy)|wir bieten|"
                                  r"bieten wir|nous (?:vous )?offrons|ofrecemos|oferecemos|benefits include)\b")),
    (Chapter.NICE, re.compile(r"(?:nice to have|preferred|a plus|bonus|ideally|von vorteil|serait un plus|desirable|"
                              r"atouts?|se valorara|deseable|diferencial)\b")),
    (Chapter.REQUIRED, re.compile(r"(?:must|required?|requires|requirements?|need|minimum|setzen voraus|exige|"
                                  r"imprescindible|necesit\w+|precisa)\b")),
    (Chapter.DUTIES, re.compile(r"(?:you(?:'ll| will)|responsible for|duties|responsibilities|tasks|will be|your day|"
                                r"verantwort\w+|aufgaben|vous (?:serez|aurez)|charge de|te encargaras|seras|sera|"
                                r"successful \w+ (?:managers?|\w+ers?))\b")),
    (Chapter.QUALIFICATIONS, re.compile(r"(?:(?:ideale?[rn]?|perfect|right|best|strong(?:est)?|successful) "
                                        r"(?:candidate|applicant|person|kandidat|bewerber|candidat)|"
                                        r"candidat[oe]? ideale?|you (?:have|are|bring|should)|you're|you've|"
                                        r"we expect|we(?:'re| are) looking|"
                                        r"looking for|who (?:has|have|is|are)|skills|experience|knowledge|ability|"
                                        r"du (?:hast|bist|bringst)|sie (?:haben|sind|bringen)|vous (?:etes|avez)|tienes"
                                        r"|eres|voce)\b")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A logical line with its section. `is_item` is also true of list lines whose marks were lost."""

    block: TextBlock
    section: Chapter
    is_heading: bool
    is_item: bool


@dataclass(frozen=True, slots=True)
class _State:
    """The section that holds, the one a known heading opened last, and the level of that heading (0 for plain)."""

    current: Chapter = Chapter.INTRO
    opened: Chapter = Chapter.INTRO
    level: int = 0


def sections_of(blocks: Sequence[TextBlock]) -> list[Placed]:
    """Place every block. Before the first heading stands the introduction; a heading holds until the next one."""
    placed: list[Placed] = []
    state = _State()
    for place, block in enumerate(blocks):
        is_heading = _is_heading(blocks, place)
        has_asked = any(item.section in _ASKERS for item in placed[-_LOOKED_BACK:])
        is_shut = has_asked and state.opened in _SHUT
        state = _opened(blocks, place, state, is_shut) if is_heading else _left(blocks, place, state)
        placed.append(
            Placed(
                block, state.current, is_heading, not is_heading and _is_list_line(blocks, place, placed, state.current)
            )
        )
    return placed


def _opened(blocks: Sequence[TextBlock], place: int, state: _State, is_shut: bool) -> _State:
    """Return the state after a heading: by its words, by the words of a lead-in, else by the shape of what follows."""
    block = blocks[place]
    is_lead_in = block.text.endswith(":") and not block.level and len(block.text.split()) > 4
    known = heading_section(block.text, is_marked(block))
    if known is not None and not is_lead_in:
        return _known(blocks, place, known)
    if is_shut and not (block.level and block.level <= state.level):
        return state
    if block.text.endswith(":"):
        shape = _by_shape(blocks, place)
        told = shape if shape in _SHUT or shape is Chapter.BENEFITS else _by_lead_in(block.text)
        told = told or (state.current if state.current in _ASKERS else None)
        return _State(told or shape or state.current, state.opened, state.level)
    has_items = place + 1 < len(blocks) and blocks[place + 1].is_item
    shape, is_higher = (
        _by_shape(blocks, place) if has_items else None,
        bool(block.level) and block.level <= (state.level or 7),
    )
    if state.opened is Chapter.NAVIGATION and not block.level:
        return state
    if shape is not None and (is_higher or state.current not in _ASKERS or shape not in _ASKERS):
        return _State(shape, shape, block.level)
    return _State(level=block.level) if is_higher and state.current is not Chapter.INTRO else state


def _known(blocks: Sequence[TextBlock], place: int, known: Chapter) -> _State:
    """Return the state after a known heading: what stands under it may be formalities all the same."""
    shape = _by_shape(blocks, place) if known is Chapter.INTRO or known in _ASKERS else None
    if shape in _SHUT:
        return _State(shape, shape, blocks[place].level)
    return _State(shape if shape and known is Chapter.INTRO else known, known, blocks[place].level)


def is_marked(block: TextBlock) -> bool:
    """Say whether the form tells a heading: Markdown, bold, capitals, or a few words before a colon."""
    letters = [sign for sign in block.text if sign.isalpha()]
    is_loud = len(letters) > 3 and not block.is_item and all(sign.isupper() for sign in letters)
    return bool(block.level) or is_loud or (block.text.endswith(":") and len(block.text.split()) <= 6)


def _is_heading(blocks: Sequence[TextBlock], place: int) -> bool:
    block = blocks[place]
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    if len(block.text) > _LONGEST_HEADING:
        is_lead_in = block.text.endswith(":") and len(block.text) < 3 * _LONGEST_HEADING and not block.is_item
        return is_lead_in or 0 < block.level < _BOLD
    if block.is_item:
        return after is not None and _is_marked_heading(block, after)
    if block.level or block.text.endswith(":"):
        return True
    if heading_section(block.text, is_marked(block)) is not None:
        return after is not None
    return _is_short_line(block) and after is not None and after.is_item


def _is_marked_heading(block: TextBlock, after: TextBlock) -> bool:
    """Say whether an item is a heading after all: "* Requirements" before items, or "In addition:"."""
    is_known = heading_section(block.text) is not None and len(block.text.split()) > 1
    return (is_known and (after.is_item or after.is_after_gap)) or (block.text.endswith(":") and after.is_item)


def _is_list_line(blocks: Sequence[TextBlock], place: int, placed: Sequence[Placed], section: Chapter) -> bool:
    """Say whether a line is an item: by its mark, or as one of parallel lines whose marks were lost."""
    block = blocks[place]
    if block.is_item:
        return True
    if (
        section not in _ASKERS
        or len(block.text) > _LONGEST_ITEM
        or re.search(r"[.!?]\s+[A-ZÄÖÜÀ-Ý].*[.!?]$", block.text)
    ):
        return False
    before, after = placed[-1] if placed else None, blocks[place + 1] if place + 1 < len(blocks) else None
    joins_before = before is not None and not block.is_after_gap and (before.is_item or before.is_heading)
    return joins_before or (after is not None and not after.is_after_gap and not after.is_item and not after.level)


def _is_short_line(block: TextBlock) -> bool:
    return len(block.text.split()) <= 9 and not re.search(r"[.!;,]$", block.text) and not re.match(r"\d", block.text)


def _by_lead_in(line: str) -> Chapter | None:
    text = fold(line)
    return next((section for section, pattern in _LEAD_INS if re.search(rf"(?<!\w){pattern.pattern}", text)), None)


def _by_shape(blocks: Sequence[TextBlock], place: int) -> Chapter | None:
    """Return what the run of items after `place` looks like: duties, qualifications or benefits; None for no run."""
    run: list[TextBlock] = []
    for block in blocks[place + 1 : place + 13]:
        if block.level or (not block.is_item and ((run and run[0].is_item) or len(block.text) > _LONGEST_LOOSE)):
            break
        if heading_section(block.text) is not None and not block.is_item:
            break
        run.append(block)
    return _majority([block.text for block in run]) if len(run) > 1 else None


def _majority(lines: Sequence[str]) -> Chapter | None:
    half = len(lines) / 2
    if sum(map(is_formality, lines)) > half:
        return Chapter.LEGAL
    if sum(map(is_paper, lines)) > half:
        return Chapter.APPLY
    if sum(map(is_fact, lines)) > half:
        return Chapter.INTRO
    if sum(is_benefit(line) and not opens_with_verb(line) for line in lines) >= half:
        return Chapter.BENEFITS
    if sum(map(is_of_company, lines)) > half:
        return Chapter.COMPANY
    if sum(map(is_duty, lines)) > half:
        return Chapter.DUTIES
    return Chapter.QUALIFICATIONS if sum(map(is_skill, lines)) >= half else None


def _left(blocks: Sequence[TextBlock], place: int, state: _State) -> _State:
    """Return the state at a line that is no heading: running text after a list may have left the list's section."""
    block = blocks[place]
    if not place or block.is_item or not block.is_after_gap or len(block.text) <= _SHORTEST_STORY:
        return state
    if state.current in _ASKERS and is_of_company(block.text) and not _has_words_of_asking(block.text):
        return replace(state, current=Chapter.COMPANY)
    if blocks[place - 1].is_item and state.current is not state.opened and state.current not in _CLOSERS:
        return replace(state, current=state.opened if state.opened in _ASKERS else state.current)
    return state


def _has_words_of_asking(line: str) -> bool:
    first = re.split(r"[.!?]\s", line, maxsplit=1)[0]
    return _by_lead_in(first) in {Chapter.REQUIRED, Chapter.QUALIFICATIONS}
