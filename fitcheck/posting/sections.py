"""Which section each logical line stands in: by its heading where one is known, by shape where none is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.words import fold
from fitcheck.posting.headings import heading_section
from fitcheck.posting.layout import Block
from fitcheck.posting.outline import Section
from fitcheck.posting.shapes import is_benefit, is_duty, is_of_company, is_skill

_CLOSERS = frozenset({Section.BENEFITS, Section.COMPANY, Section.APPLY, Section.LEGAL, Section.NAVIGATION})
_ASKERS = frozenset({Section.DUTIES, Section.REQUIRED, Section.QUALIFICATIONS, Section.NICE})
_LONGEST_HEADING = 80
_LEAD_INS = (
    (Section.BENEFITS, re.compile(r"(?:we (?:offer|provide|give)|you(?:'ll| will) (?:get|receive|enjoy)|wir bieten|"
                                  r"bieten wir|nous (?:vous )?offrons|ofrecemos|oferecemos|benefits include)\b")),
    (Section.NICE, re.compile(r"(?:nice to have|preferred|a plus|bonus|ideally|von vorteil|serait un plus|desirable|"
                              r"atouts?|se valorara|deseable|diferencial)\b")),
    (Section.REQUIRED, re.compile(r"(?:must|required?|requires|requirements?|need|minimum|setzen voraus|exige|"
                                  r"imprescindible|necesit\w+|precisa)\b")),
    (Section.DUTIES, re.compile(r"(?:you(?:'ll| will)|responsible for|duties|responsibilities|tasks|will be|your day|"
                                r"verantwort\w+|aufgaben|vous (?:serez|aurez)|charge de|te encargaras|seras|sera|"
                                r"successful \w+ (?:managers?|\w+ers?))\b")),
    (Section.QUALIFICATIONS, re.compile(r"(?:you (?:have|are|bring|should)|you're|you've|we expect|we(?:'re| are) looking|"
                                        r"looking for|who (?:has|have|is|are)|skills|experience|knowledge|ability|"
                                        r"du (?:hast|bist|bringst)|sie (?:haben|sind|bringen)|vous (?:etes|avez)|tienes"
                                        r"|eres|voce)\b")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A logical line with its section. `lead` is the section that its lead-in line ("You have:") gave, if any."""

    block: Block
    section: Section
    is_heading: bool


def sections_of(blocks: Sequence[Block]) -> list[Placed]:
    """Place every block. Before the first heading stands the introduction; a heading holds until the next one."""
    placed: list[Placed] = []
    current, opened = Section.INTRO, Section.INTRO
    for place, block in enumerate(blocks):
        if _is_heading(blocks, place):
            current, opened = _opened(blocks, place, current, opened)
            placed.append(Placed(block, current, True))
            continue
        current = _left(blocks, place, current, opened)
        placed.append(Placed(block, current, False))
    return placed


def _opened(blocks: Sequence[Block], place: int, current: Section, opened: Section) -> tuple[Section, Section]:
    """Return the section a heading opens, and the one that a known heading opened last."""
    block = blocks[place]
    is_lead_in = block.text.endswith(":") and not block.level and len(block.text.split()) > 4
    known = heading_section(block.text, _is_marked(block))
    if known is not None and not is_lead_in:
        if known is Section.INTRO or (known is Section.NICE and _is_deeper(blocks, place)):
            return _by_shape(blocks, place) or known, known
        return known, known
    if block.text.endswith(":"):
        return _by_lead_in(block.text) or (current if current is not Section.INTRO else _shape(blocks, place)), opened
    shape = _by_shape(blocks, place)
    if shape is not None and not (current in _ASKERS and shape in _ASKERS and not _is_higher(blocks, place)):
        return shape, shape
    return (current, opened) if current is not Section.INTRO and not _is_higher(blocks, place) else (Section.INTRO,) * 2


def _is_deeper(blocks: Sequence[Block], place: int) -> bool:
    return False


def _shape(blocks: Sequence[Block], place: int) -> Section:
    return _by_shape(blocks, place) or Section.INTRO


def _is_higher(blocks: Sequence[Block], place: int) -> bool:
    """Say whether an unknown heading stands at least as high as the last known one: then it ends that section."""
    level = blocks[place].level
    for before in reversed(blocks[:place]):
        if heading_section(before.text, _is_marked(before)) is not None and _looks_headed(before):
            return bool(level) and (not before.level or level <= before.level)
    return False


def _is_marked(block: Block) -> bool:
    letters = [sign for sign in block.text if sign.isalpha()]
    return (
        bool(block.level)
        or (len(letters) > 3 and all(sign.isupper() for sign in letters))
        or (block.text.endswith(":") and len(block.text.split()) <= 6)
    )


def _looks_headed(block: Block) -> bool:
    return not block.is_item or bool(block.level)


def _is_heading(blocks: Sequence[Block], place: int) -> bool:
    block = blocks[place]
    if len(block.text) > _LONGEST_HEADING and not (block.text.endswith(":") and len(block.text) < 3 * _LONGEST_HEADING):
        return bool(block.level) and block.level < 7
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    if block.is_item:
        return (
            bool(after)
            and heading_section(block.text) is not None
            and len(block.text.split()) > 1
            and (after.is_item or after.is_after_gap)
            if after
            else False
        )
    if block.level or block.text.endswith(":"):
        return True
    if heading_section(block.text, _is_marked(block)) is not None:
        return after is not None
    return _is_short_line(block) and after is not None and after.is_item


def _is_short_line(block: Block) -> bool:
    return len(block.text.split()) <= 9 and not re.search(r"[.!;,]$", block.text) and not re.match(r"\d", block.text)


def _by_lead_in(line: str) -> Section | None:
    text = fold(line)
    return next((section for section, pattern in _LEAD_INS if re.search(rf"(?<!\w){pattern.pattern}", text)), None)


def _by_shape(blocks: Sequence[Block], place: int) -> Section | None:
    """Return what the run of items after `place` looks like: duties, qualifications or benefits; None for no run."""
    run = []
    for block in blocks[place + 1 : place + 13]:
        if block.level or (not block.is_item and run and run[0].is_item):
            break
        if not block.is_item and len(block.text) > 160:
            break
        run.append(block)
    if len(run) < 2:
        return None
    return _majority([block.text for block in run])


def _majority(lines: Sequence[str]) -> Section | None:
    half = len(lines) / 2
    if sum(map(is_benefit, lines)) >= half:
        return Section.BENEFITS
    if sum(map(is_of_company, lines)) > half:
        return Section.COMPANY
    if sum(map(is_duty, lines)) > half:
        return Section.DUTIES
    if sum(map(is_skill, lines)) >= half:
        return Section.QUALIFICATIONS
    return None


def _left(blocks: Sequence[Block], place: int, current: Section, opened: Section) -> Section:
    """Return the section of a line that is no heading: running text after a list may have left the list's section."""
    block = blocks[place]
    if place and blocks[place - 1].is_item and not block.is_item and block.is_after_gap and len(block.text) > 40:
        if current in _ASKERS and is_of_company(block.text):
            return Section.COMPANY
        return current if current in _CLOSERS else opened if opened in _ASKERS else current
    return current
