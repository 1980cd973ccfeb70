"""What was asked of an answer at another process: looked for once a second, one query for all of this process."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from django.db import DatabaseError, InterfaceError

from askai.selectors import Wish, turn_wishes
from routing.crossing import cross

LOOK_SECONDS = 1.0


class Heeds(Protocol):
    """An answer that does as it was asked."""

    def heed(self, wish: Wish) -> None: ...


class Lookout:
    """Looks for as long as there are answers. `answers`: by turn, as they come and go."""

    def __init__(self, answers: Mapping[int, Heeds]) -> None:
        self._answers = answers
        self._looking: set[asyncio.Task[None]] = set()  # at most one

    def begin(self) -> None:
        """Look from now on, if nobody does."""
        if not self._looking:
            self._looking.add(asyncio.create_task(self._look()))

    def end(self) -> None:
        """Look no longer once nothing is being written."""
        if not self._answers:
            while self._looking:
                self._looking.pop().cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                wishes = await cross(turn_wishes, list(self._answers))
            except (DatabaseError, InterfaceError):
                continue
            for wish in wishes:
                answer = self._answers.get(wish.turn)
                if answer is not None:
                    answer.heed(wish)
