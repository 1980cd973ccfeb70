"""From the stream's text and citations to numbered chips. Pure; nothing is shown that we did not send ourselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.gateway.messages import Cited, JsonObject, Text


def squeeze(text: str) -> str:
    """Return the text without white space: how two copies of one passage are compared."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class Citation:
    """One chip: the address of the section, its title, and the words of it that support the claim."""

    source: str
    title: str
    quote: str

    def as_json(self) -> dict[str, str]:
        return {"source": self.source, "title": self.title, "quote": self.quote}


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A content block of an answer: its text as it came, and the verified citations that support it."""

    text: str
    cited: tuple[Citation, ...] = ()


@dataclass(slots=True)
class AnswerBlock:
    """One content block as it grows: its text, and the numbers of its chips, from 1."""

    text: str = ""
    chips: list[int] = field(default_factory=list)


@dataclass(slots=True)
class AnswerDraft:
    """An answer as it arrives. `passages` are the squeezed texts of the sources we sent, by address."""

    passages: Mapping[str, str]
    blocks: dict[int, AnswerBlock] = field(default_factory=dict)
    citations: list[Citation] = field(default_factory=list)
    dropped: int = 0

    def clear(self) -> None:
        """Forget what has come: the question is asked again."""
        self.blocks.clear()
        self.citations.clear()
        self.dropped = 0

    def take_text(self, event: Text) -> None:
        """Append a piece of text to its block."""
        self._block(event.block).text += event.text

    def take_citation(self, event: Cited) -> int | None:
        """Return the chip's number, or None if it repeats one on this block or quotes what we did not send.

        The same words of the same section are one chip, however often they are cited.
        """
        if not self._is_ours(event):
            self.dropped += 1
            return None
        citation = Citation(source=event.source, title=event.title, quote=" ".join(event.quote.split()))
        if citation not in self.citations:
            self.citations.append(citation)
        number = self.citations.index(citation) + 1
        chips = self._block(event.block).chips
        if number in chips:
            return None
        chips.append(number)
        return number

    @property
    def text(self) -> str:
        """Return the whole text so far, blocks in order."""
        return "".join(block.text for block in self.ordered()).strip()

    def ordered(self) -> list[AnswerBlock]:
        """Return the blocks in the order of their index."""
        return [self.blocks[index] for index in sorted(self.blocks)]

    def parts(self) -> list[AnswerPart]:
        """Return the blocks as the contract's rules see them."""
        return [
            AnswerPart(block.text, tuple(self.citations[chip - 1] for chip in block.chips)) for block in self.ordered()
        ]

    def as_sent(self) -> list[JsonObject]:
        """Return the text blocks to send back as history.

        Their citations stay behind: they hold indexes into a corpus that may have changed by the next turn. A block
        of white space joins the one before it, because the API refuses it alone.
        """
        texts: list[str] = []
        for block in self.ordered():
            if texts and (not block.text.strip() or not texts[-1].strip()):
                texts[-1] += block.text
            elif block.text:
                texts.append(block.text)
        return [{"type": "text", "text": text} for text in texts if text.strip()]

    def _block(self, index: int) -> AnswerBlock:
        return self.blocks.setdefault(index, AnswerBlock())

    def _is_ours(self, event: Cited) -> bool:
        quote = squeeze(event.quote)
        return bool(quote) and quote in self.passages.get(event.source, "")
