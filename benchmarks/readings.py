"""Measures the reading of job postings on labelled texts: recall of asks as given and after four kinds of damage, how
firmly they are asked, title, organisation, seniority, conditions, and the time a text of 20,000 characters takes.

    python -m benchmarks.readings FOLDER            the table
    python -m benchmarks.readings FOLDER --missed   what was not found, file by file
    python -m benchmarks.readings FOLDER --show [FILE]   all asks and conditions, to judge by eye

FOLDER holds the texts, labels.json (asks as exact substrings, how firmly, title, organisation, seniority, hard_gates)
and, if there, verdicts.json (conditions two readers named). An ask counts as found where one ask read holds at least
60 % of the words of its label in order of standing; a condition where its quote overlaps and its kind agrees.
"""

import argparse
import json
import re
import textwrap
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from corpus.text.words import fold, words
from fitcheck.posting.outline import Posting
from fitcheck.posting.reader import posting_clean, posting_read

_MARK = re.compile(r"^(\s*)(?:[-*•●+]|\d+\.)\s+", re.M)
_SHARE = 0.6
_KINDS = {"must": "must", "strong": "should", "nice": "nice"}
_GATES = {"license": "licence", "work_authorization": "authorisation", "work authorisation": "authorisation"}
_LADDERS = {"entry": "junior", "group-manager": "manager", "vp": "executive", "principal": "lead", "staff": "lead"}
_LENGTH = 20_000


def one_line(text: str) -> str:
    """Return the text as a flat paste gives it: no line, no mark."""
    return " ".join(_MARK.sub(r"\1", text).split())


def wrapped(text: str) -> str:
    """Return the text hard-wrapped at 80 characters, as a mail or a PDF gives it."""
    return "\n".join("\n".join(textwrap.wrap(line, 80)) if line.strip() else "" for line in text.split("\n"))


DAMAGES = {
    "as given": lambda text: text,
    "bullets lost": lambda text: _MARK.sub("", text),
    "one line": one_line,
    "hard-wrapped": wrapped,
    "+ bullets": lambda text: _MARK.sub(r"\1+ ", text),
}


def found_ask(phrase: str, posting: Posting) -> int:
    """Return the index of the ask that holds most of the phrase's words, -1 for none."""
    wanted = [fold(word) for word in words(phrase)]
    best, share = -1, _SHARE
    for ask in posting.asks:
        held = set(map(fold, words(ask.text)))
        own = sum(word in held for word in wanted) / max(1, len(wanted))
        if own > share or (own == share and best < 0):
            best, share = ask.idx, own
    return best


def is_same(read: str, label: str | None) -> bool:
    """Say whether two names are the same but for marks, or one holds the other."""
    one, other = (" ".join(map(fold, words(name or "unknown"))) for name in (read, label))
    return bool(one) and (one in other or other in one)


def conditions_labelled(label: dict[str, Any], verdicts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return kind and quote of each condition: stated gates of the labels, and what the readers named, none twice."""
    found = [
        (_GATES.get(gate["type"], gate["type"]), gate["substring"])
        for gate in label.get("hard_gates", [])
        if gate["strength"] == "explicit" and gate["type"] != "other"
    ]
    verdict = verdicts.get(label["file"], {})
    for reader in ("reader_one", "reader_two"):
        found += [(item["kind"], item["quote"]) for item in (verdict.get(reader) or {}).get("conditions", [])]
    kept: list[tuple[str, str]] = []
    for kind, quote in found:
        if not any(kind == own and (quote[:30] in other or other[:30] in quote) for own, other in kept):
            kept.append((kind, quote))
    return kept


def is_condition_found(kind: str, quote: str, posting: Posting) -> bool:
    """Say whether a condition of the kind was read whose quote shares half of the label's words."""
    wanted = set(map(fold, words(quote)))
    return any(
        own.kind == kind
        and len(wanted & set(map(fold, words(own.quote)))) * 2 >= min(len(wanted), len(words(own.quote)))
        for own in posting.conditions
    )


class Tally:
    """Counts of right and all, by the name of what is measured."""

    def __init__(self) -> None:
        self.right: dict[str, int] = defaultdict(int)
        self.all: dict[str, int] = defaultdict(int)
        self.missed: list[str] = []

    def add(self, name: str, is_right: bool, what: str = "") -> None:
        self.all[name] += 1
        self.right[name] += is_right
        if not is_right:
            self.missed.append(f"{name}: {what}")

    def table(self) -> str:
        rows = [
            f"{name:24} {self.right[name]:4} of {self.all[name]:4}   {self.right[name] / self.all[name]:6.1%}"
            for name in self.all
        ]
        return "\n".join(rows)


def measure(folder: Path) -> Tally:
    """Return the tally over every labelled text of the folder."""
    tally = Tally()
    labels = json.loads((folder / "labels.json").read_text())["labels"]
    path = folder / "verdicts.json"
    verdicts = {item["file"]: item for item in json.loads(path.read_text())["verdicts"]} if path.exists() else {}
    for label in labels:
        text = (folder / label["file"]).read_text()
        for damage, damaged in DAMAGES.items():
            posting = posting_read(posting_clean(damaged(text)))
            for ask in label["requirements"]:
                idx = found_ask(ask["substring"], posting)
                tally.add(f"recall {damage}", idx >= 0, f"{label['file'][:12]} {ask['substring'][:90]}")
                if idx >= 0 and damage == "as given":
                    read = posting.asks[idx]
                    tally.add(
                        "kind",
                        read.kind == _KINDS[ask["emphasis"]],
                        f"{read.kind} for {ask['emphasis']}: {read.text[:90]}",
                    )
            if damage == "as given":
                _of_whole(tally, label, posting, verdicts)
    return tally


def _of_whole(tally: Tally, label: dict[str, Any], posting: Posting, verdicts: dict[str, Any]) -> None:
    role = posting.role
    tally.add("title", is_same(role.title, label["title"]), f"{label['file']}: {role.title!r}, not {label['title']!r}")
    tally.add(
        "organisation",
        is_same(role.organisation, label["organisation"]),
        f"{label['file']}: {role.organisation!r}, not {label['organisation']!r}",
    )
    rung = _LADDERS.get(label["seniority"], label["seniority"])
    tally.add("seniority", role.seniority == rung, f"{label['file']}: {role.seniority}, not {rung}")
    for kind, quote in conditions_labelled(label, verdicts):
        tally.add(
            "conditions found", is_condition_found(kind, quote, posting), f"{label['file'][:12]} {kind}: {quote[:90]}"
        )


def slowest(folder: Path) -> tuple[float, str]:
    """Return the most milliseconds that a text of the folder takes, each brought to 20,000 characters."""
    times = []
    for path in sorted(folder.glob("*.txt")):
        text = posting_clean(path.read_text())
        long = (text * (_LENGTH // max(1, len(text)) + 1))[:_LENGTH] if len(text) < _LENGTH else text[:_LENGTH]
        for form, damaged in (("", long), (" in one line", " ".join(long.split()))):
            begun = time.process_time()
            posting_read(damaged)
            times.append(((time.process_time() - begun) * 1_000, path.name + form))
    return max(times)


def show(path: Path) -> None:
    """Print what was read of one text."""
    posting = posting_read(posting_clean(path.read_text()))
    print(f"\n== {path.name}: {posting.language} {posting.role} {posting.notices}")
    for ask in posting.asks:
        years = f" {ask.years}y{'*' if ask.is_general else ''}" if ask.years else ""
        print(
            f"  {ask.kind:6} {ask.stress} {ask.depth:7} {ask.section:14}{years} {ask.text[:150]} {ask.alternatives or ''}"  # noqa: E501
        )
    for condition in posting.conditions:
        print(f"  CONDITION {condition.kind} {condition.needs}: {condition.quote[:120]!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--show", nargs="?", const="", default=None)
    given = parser.parse_args()
    if given.show is not None:
        for path in sorted(given.folder.glob(given.show or "*.txt")):
            show(path)
        return
    tally = measure(given.folder)
    print(tally.table())
    if given.missed:
        print("\n".join(tally.missed))
    posting_read("You have 5 years of experience.")
    milliseconds, name = slowest(given.folder)
    print(f"slowest, 20,000 characters  {milliseconds:.0f} ms ({name})")


if __name__ == "__main__":
    main()
