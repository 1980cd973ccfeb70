"""The numbered frames of one answer: written once, followed by any number of sockets, each from where it left off."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from askai.answer.citations import Citation
from askai.wire import AnswerCitation, AnswerDelta, AnswerDone, AnswerFrame, frames_stored

COALESCE_SECONDS = 0.03
ALONE_SECONDS = 30.0


class Frames:
    """Frames of a turn, sequence numbers from 1. Belongs to the loop it was made in.

    Text that follows a pause leaves at once, the first words above all, with what was read along with it; what comes
    quickly is gathered for 30 ms.
    `on_alone` is called once nobody has followed for half a minute, from the start on: nobody is left to pay for.
    """

    def __init__(self, turn: int, on_alone: Callable[[], None]) -> None:
        self.is_over = False
        self.is_stored = False
        self._turn = turn
        self._on_alone = on_alone
        self._loop = asyncio.get_running_loop()
        self._frames: list[AnswerFrame] = []
        self._grown = asyncio.Event()
        self._pending = ""
        self._flushed_at = float("-inf")
        self._flush_timer: asyncio.Handle | None = None
        self._followers = 0
        self._alone_timer: asyncio.TimerHandle | None = self._loop.call_later(ALONE_SECONDS, on_alone)

    @property
    def next_seq(self) -> int:
        """Return the number the next frame gets."""
        return len(self._frames) + 1

    @property
    def stored(self) -> list[list[object]]:
        """Return the frames so far as they are kept in a row."""
        return frames_stored(self._frames)

    def add_text(self, text: str) -> None:
        """Take a piece of text, to be sent now or with the pieces that follow at once."""
        self._pending += text
        if self._flush_timer is None:
            wait = self._flushed_at + COALESCE_SECONDS - self._loop.time()
            soon = wait <= 0  # once the pieces that are here already have been taken
            self._flush_timer = self._loop.call_soon(self.flush) if soon else self._loop.call_later(wait, self.flush)

    def add_citation(self, number: int, cited: Citation) -> None:
        """Send a chip, after the text it belongs to."""
        self.flush()
        self._add(AnswerCitation(self._turn, self.next_seq, number, cited.source, cited.title, cited.quote))

    def flush(self) -> None:
        """Send the gathered text."""
        if self._flush_timer is not None:
            self._flush_timer.cancel()
            self._flush_timer = None
        if self._pending:
            text, self._pending = self._pending, ""
            self._flushed_at = self._loop.time()
            self._add(AnswerDelta(self._turn, self.next_seq, text))

    def end(self, done: AnswerDone | None) -> None:
        """Send the last frame. None = it could not be stored; followers see the frames stop without it."""
        self.is_over = True
        if self._alone_timer is not None:
            self._alone_timer.cancel()
        self.is_stored = done is not None
        if done is not None:
            self._frames.append(done)
        self._wake()

    async def follow(self, after: int = 0) -> AsyncGenerator[AnswerFrame, None]:
        """Yield the frames after number `after`, those to come included, until the answer is over."""
        self._join()
        try:
            while True:
                grown = self._grown
                while after < len(self._frames):
                    after += 1
                    yield self._frames[after - 1]
                if self.is_over:
                    return
                await grown.wait()
        finally:
            self._leave()

    def _add(self, frame: AnswerFrame) -> None:
        self._frames.append(frame)
        self._wake()

    def _wake(self) -> None:
        grown, self._grown = self._grown, asyncio.Event()
        grown.set()

    def _join(self) -> None:
        self._followers += 1
        if self._alone_timer is not None:
            self._alone_timer.cancel()
            self._alone_timer = None

    def _leave(self) -> None:
        self._followers -= 1
        if not self._followers and not self.is_over:
            self._alone_timer = self._loop.call_later(ALONE_SECONDS, self._on_alone)
