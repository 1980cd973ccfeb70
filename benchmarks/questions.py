"""Every question of a file through the site's websocket, and whether each answer can be trusted.

`python -m benchmarks.questions questions.jsonl` starts the demo site on a database of its own. Each line is
`{"id", "kind", "text"}`. Questions of the kind "follow-up" stay in the conversation of the question before them; every
other one opens a new chat. Prints a row a kind, then every fault: an error, an answer without a citation, a quote that
is not on the page its citation names. Exits 1 if there is a fault.
"""

import argparse
import asyncio
import html
import json
import re
import sys
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from aiohttp import ClientSession, ClientWebSocketResponse

from benchmarks.processes import port_free, site
from benchmarks.relay import visitor

TAGS = re.compile(r"<[^>]+>")
SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Asked:
    """One question and what came of it."""

    id: str
    kind: str
    text: str
    state: str = ""
    answer: str = ""
    citations: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """Return the text without tags and with white space folded, to compare a quote with a page."""
    return SPACE.sub(" ", html.unescape(TAGS.sub(" ", text))).strip()


def bare(text: str) -> str:
    """Return letters and digits only: markup may part a word from its full stop."""
    return re.sub(r"\W+", "", text)


async def ask(socket: ClientWebSocketResponse, asked: Asked) -> None:
    """Put one question; fill in what came back."""
    if asked.kind != "follow-up":
        await socket.send_str(json.dumps({"type": "new"}))
    await socket.send_str(json.dumps({"type": "ask", "text": asked.text, "key": str(uuid.uuid4())}))
    async for message in socket:
        event: dict[str, Any] = json.loads(message.data)
        if event["type"] == "answer.delta":
            asked.answer += event["text"]
        elif event["type"] == "answer.done":
            asked.state, asked.citations = event["state"], event["citations"]
            return
        elif event["type"] == "error":
            asked.faults.append(f"{event['code']}: {event['message']}")
            return
    asked.faults.append(f"the socket closed with {socket.close_code}")


async def judge(session: ClientSession, asked: Asked, pages: dict[str, str]) -> None:
    """Hold an answer against the rules: answered means cited, and every quote is on its page."""
    if asked.state == "answered" and not asked.citations:
        asked.faults.append("answered without a citation")
    if asked.state not in {"answered", "declined"}:
        asked.faults.append(f"ended as {asked.state!r}")
    for citation in asked.citations:
        address = urldefrag(citation["source"]).url
        if address not in pages:
            async with session.get(address) as response:
                pages[address] = bare(folded(await response.text())) if response.status == 200 else ""
        if bare(folded(citation["quote"])) not in pages[address]:
            asked.faults.append(f"not on {citation['source']}: {citation['quote'][:80]!r}")


async def run(address: str, port: int, questions: list[Asked]) -> None:
    """Ask all, one after another, on one socket."""
    headers = {"Origin": address, **await visitor(port)}
    pages: dict[str, str] = {}
    async with ClientSession() as session:
        async with session.ws_connect(f"{address}/ws/ask-ai/", headers=headers) as socket:
            for asked in questions:
                await ask(socket, asked)
        for asked in questions:
            await judge(session, asked, pages)


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", action="store_true", help="print every answer")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = [Asked(id=row["id"], kind=row["kind"], text=row["text"]) for row in rows]
    port = port_free()
    with site(port=port, env={"STANDIN_TOKENS_PER_SECOND": "0", "ASK_MAX_TURNS": "1000"}) as running:
        asyncio.run(run(running.address, port, questions))
    report(questions, show=options.show)


def report(questions: list[Asked], *, show: bool) -> None:
    """Print a row a kind, then the faults; exit 1 if there are any."""
    for asked in questions if show else []:
        print(f"{asked.id} [{asked.kind}] {asked.text}\n    {asked.state}: {folded(asked.answer)}")
    states = Counter((asked.kind, asked.state) for asked in questions)
    for kind in dict.fromkeys(asked.kind for asked in questions):
        counts = ", ".join(f"{count} {state}" for (each, state), count in states.items() if each == kind)
        print(f"{kind:<16}{counts}")
    faults = [(asked, fault) for asked in questions for fault in asked.faults]
    for asked, fault in faults:
        print(f"FAULT {asked.id}: {fault}")
    print(f"{len(questions)} questions, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
