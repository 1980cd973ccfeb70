"""Recorded chat answers of a language model, held against their sources: what is marked, and what is counted.

    python -m benchmarks.claims FOLDER                 a line for each recording
    python -m benchmarks.claims FOLDER --show          the sentences marked as well
    python -m benchmarks.claims FOLDER --sloppy 'x-*'  which recordings break the rules on purpose

FOLDER holds chat-*/reply.json: `pieces`, each a `text` with its `cite` as [path, first block, end block] or with a
fourth entry, the words quoted where they are not the block's; and chat-*/turns.json, the last of them the question.
The owner is the sample of `fixtures/`. Exits 1 where an honest answer is marked or counted, or a sloppy one is not.
"""

import argparse
import fnmatch
import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.demo import demo

TODAY = date(2026, 11, 23)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true")
    parser.add_argument(
        "--sloppy", default="chat-2[!1]*", help="names of the recordings that break the rules on purpose"
    )
    options = parser.parse_args()
    with demo():
        print("| recording | kind | state | marked | counted | right | ms |\n|---|---|---|---|---|---|---|")
        found = [_line(each, options.sloppy, options.show) for each in sorted(options.folder.glob("chat-*"))]
    print(f"{len(found)} recordings, {found.count(False)} wrong")
    return int(False in found)


def _line(folder: Path, sloppy: str, is_shown: bool) -> bool:
    from askai.answer.claims import Held, unsourced
    from askai.answer.contract import breaches, is_declined, is_partial
    from askai.answer.library import library_of
    from corpus.selectors import corpus_text

    corpus = corpus_text()
    library = library_of(corpus)
    draft = draft_of(json.loads((folder / "reply.json").read_text(encoding="utf-8"))["pieces"], corpus)
    turns = json.loads((folder / "turns.json").read_text(encoding="utf-8"))
    held = Held(question=str(turns[-1]["text"]), today=TODAY)
    began = time.perf_counter()
    lacking = unsourced(draft.parts(), library, held)
    counted = breaches(draft.parts(), library, held, lacking, dropped=draft.dropped)
    spent = 1000 * (time.perf_counter() - began)
    state = "declined" if is_declined(draft.text) else "partial" if is_partial(draft.text) else "answered"
    is_sloppy = fnmatch.fnmatch(folder.name, sloppy)
    is_right = bool(lacking or counted) == is_sloppy
    kind = "sloppy" if is_sloppy else "honest"
    marked = ", ".join(each.kind for each in lacking)
    right = "yes" if is_right else "NO"
    print(
        f"| {folder.name} | {kind} | {state} | {marked or '–'} | {', '.join(counted) or '–'} | {right} | {spent:.1f} |"
    )
    for each in lacking if is_shown else ():
        print(f"    {each.kind}: {each.text}")
    return is_right


def draft_of(pieces: list[dict[str, Any]], corpus: Any) -> Any:
    """Return the answer as it would have arrived, its citations checked on the way."""
    from askai.answer.citations import AnswerDraft
    from askai.prompt.build import prefix_of
    from routing.gateway.messages import Cited, Text

    draft = AnswerDraft(passages=prefix_of(corpus).passages)
    for block, piece in enumerate(pieces):
        draft.take_text(Text(block, piece["text"]))
        for path, first, end, *quoted in piece.get("cite") or ():
            source = next((each for each in corpus.sources if each.url.endswith(path)), None)
            words = quoted[0] if quoted else " ".join(source.blocks[first:end]) if source else path
            draft.take_citation(Cited(block, source.url if source else path, source.title if source else "", words))
    return draft


if __name__ == "__main__":
    raise SystemExit(main())
