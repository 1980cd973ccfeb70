"""`/control/`: what a test tells the served stand-in, and asks it. Not part of the Messages API."""

from __future__ import annotations

import json

from routing.standin.content import UnableToServe
from routing.standin.reply import WireReply, json_reply
from tests.wire.faults import FaultQueue
from tests.wire.tally import Tally

SHAPE = 'The body is {"faults": ["529*2", "hang-mid:5"], "clear": false}'


def controlled(method: str, path: str, body: bytes, faults: FaultQueue, tally: Tally) -> WireReply:
    """`POST /control/faults` queues faults (or clears the queue first); `GET /control/calls` is the tally."""
    match method, path:
        case "GET", "/control/calls":
            return json_reply(200, tally.report())
        case "POST", "/control/faults":
            queue(body, faults)
            return json_reply(200, {"waiting": [fault.name for fault in faults.waiting]})
    raise UnableToServe(404, "Not Found")


def queue(body: bytes, faults: FaultQueue) -> None:
    try:
        wish = json.loads(body)
    except ValueError as error:
        raise UnableToServe(400, SHAPE) from error
    names = wish.get("faults", []) if isinstance(wish, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UnableToServe(400, SHAPE)
    if wish.get("clear"):
        faults.waiting.clear()
    faults.add(*names)
