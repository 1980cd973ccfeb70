"""Server-sent events out of bytes, however they are cut. Only names and data are kept; comments and ids are not."""

from collections.abc import Iterator

_MOST = 4 * 1024 * 1024


class Overflow(ValueError):
    """One event grew past four megabytes: no model sends that."""


class Decoder:
    """Feed it chunks; it yields (event, data) for every event that is complete. A cut character waits for its rest."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = b""
        self._lines: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the events that this chunk completes. Raises Overflow."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > _MOST:
            raise Overflow
        for line in lines:
            if line.endswith(b"\r"):
                line = line[:-1]
            if not line:
                yield from self._dispatch()
            elif line.startswith(b"data:"):
                self._lines.append(line[5:].removeprefix(b" "))
            elif line.startswith(b"event:"):
                self._name = line[6:].strip()

    def _dispatch(self) -> Iterator[tuple[bytes, bytes]]:
        if self._lines:
            yield self._name, b"\n".join(self._lines)
        self._name = b""
        self._lines = []
