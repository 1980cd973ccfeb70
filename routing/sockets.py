"""What every websocket of the site keeps to: no message is bigger than a server in front of us lets through."""

import json

FRAME_BYTES = 65_536
"""The size of message that the server must let through, in both directions."""

_PART_CHARS = 8_000  # as JSON in JSON, in the widest characters, still half of it


def parts_of(text: str) -> list[str]:
    """Return a message as it is sent: itself, or parts of it, in order, that the browser joins again."""
    if len(text) <= _PART_CHARS:
        return [text]
    pieces = [text[start : start + _PART_CHARS] for start in range(0, len(text), _PART_CHARS)]
    last = len(pieces) - 1
    parts = ({"type": "part", "text": piece, "is_last": at == last} for at, piece in enumerate(pieces))
    return [json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts]
