"""Every job posting of a folder through the site's API, as a table; recall against labels where there are some.

`python -m benchmarks.postings FOLDER [--labels labels.json]` starts the demo site on a database of its own. Checks what
the product promises of every record: quotes are verified, skill keys exist, weights add up to 100. Labels:
`{"labels": [{"file", "requirements": [{"phrase", "substring", "kind"}]}]}`; a labelled qualification is found when a
requirement's statement or quote resembles its phrase or substring by 0.6 or more. Exits 1 if a promise is broken.
"""

import argparse
import asyncio
import difflib
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from benchmarks.processes import port_free, site

WORD = re.compile(r"[a-z0-9+#]+")
LIKE = 0.6


@dataclass(slots=True)
class Checked:
    """One posting and its record."""

    file: str
    status: int = 0
    record: dict[str, Any] = field(default_factory=dict)
    recall: tuple[int, int] = (0, 0)
    faults: list[str] = field(default_factory=list)


def words(text: str) -> str:
    """Return the text as lower-case words, to compare without punctuation."""
    return " ".join(WORD.findall(text.lower()))


def likeness(text: str, said: str) -> float:
    """Return how much a text says what a label says, 0 to 1: letter by letter, or as the share of the label's words."""
    ours, theirs = words(text), words(said)
    if not ours or not theirs:
        return 0.0
    wanted = set(theirs.split())
    return max(difflib.SequenceMatcher(None, ours, theirs).ratio(), len(wanted & set(ours.split())) / len(wanted))


def recall(record: dict[str, Any], label: dict[str, Any]) -> tuple[int, int]:
    """Return (found, labelled) qualifications."""
    wanted = [each for each in label["requirements"] if each["kind"] == "qualification"]
    texts = [text for row in record.get("requirements", []) for text in (row["statement"], row["quote"] or "")]
    texts += [text for gate in record.get("gates", []) for text in (gate["statement"], gate["quote"] or "")]
    found = sum(
        any(likeness(text, said) >= LIKE for text in texts for said in (each["phrase"], each["substring"]))
        for each in wanted
    )
    return found, len(wanted)


def judge(checked: Checked, keys: set[str]) -> None:
    """Hold one record against the promises."""
    rows = checked.record.get("requirements", [])
    if checked.record.get("status") == "done" and rows and abs(sum(row["weight"] for row in rows) - 100) > 0.5:
        checked.faults.append(f"weights add up to {sum(row['weight'] for row in rows):.1f}")
    for row in rows:
        if not row["quote"] or row["offset"] is None:
            checked.faults.append(f"a requirement without a verified quote: {row['statement'][:60]!r}")
        checked.faults += [f"no such row: {skill['key']}" for skill in row["skills"] if skill["key"] not in keys]


async def check(session: ClientSession, address: str, name: str, job: str) -> Checked:
    """Post one text and wait for its record."""
    checked = Checked(file=name)
    async with session.post(f"{address}/api/fit-checks", json={"job": job}) as response:
        checked.status, answer = response.status, await response.json()
    if checked.status not in {200, 202}:
        checked.record = {"status": "refused", "message": answer["error"]["message"]}
        return checked
    for _ in range(600):
        async with session.get(f"{address}/api/fit-checks/{answer['id']}") as response:
            checked.record = await response.json()
        if checked.record["status"] not in {"accepted", "running"}:
            return checked
        await asyncio.sleep(0.1)
    checked.faults.append("did not end in a minute")
    return checked


async def run(address: str, texts: dict[str, str], labels: dict[str, Any], keys: set[str]) -> list[Checked]:
    """Check all, one after another."""
    done = []
    async with ClientSession() as session:
        for name, job in texts.items():
            checked = await check(session, address, name, job)
            judge(checked, keys)
            if name in labels:
                checked.recall = recall(checked.record, labels[name])
            done.append(checked)
    return done


def _share(value: float | None) -> str:
    """Return a share for the table, blank where there is none."""
    return "" if value is None else f"{value:.2f}"


def report(done: list[Checked]) -> None:
    """Print the table; exit 1 if a promise is broken."""
    print(
        f"{'posting':<48}{'status':<10}{'verdict':<11}{'coverage':>9}{'musts':>7}{'rows':>6}{'gates':>7}{'recall':>12}"
    )
    for each in done:
        record = each.record
        failed = sum(gate["status"] == "failed" for gate in record.get("gates", []))
        shares = [
            f"{record[name]:.2f}" if record.get(name) is not None else "" for name in ("coverage", "must_coverage")
        ]
        found = f"{each.recall[0]}/{each.recall[1]}" if each.recall[1] else ""
        counts = f"{len(record.get('requirements', [])):>6}{failed:>7}{found:>12}"
        verdict = f"{each.file:<48}{record['status']:<10}{record.get('verdict') or '':<11}"
        print(f"{verdict}{shares[0]:>9}{shares[1]:>7}{counts}")
        if record["status"] not in {"done"}:
            print(f"    {record.get('message') or record.get('error')}")
    found, wanted = (sum(each.recall[n] for each in done) for n in (0, 1))
    if wanted:
        print(f"recall {found}/{wanted} = {found / wanted:.2f}")
    faults = [f"FAULT {each.file}: {fault}" for each in done for fault in each.faults]
    print("\n".join([*faults, f"{len(done)} postings, {len(faults)} faults"]))
    sys.exit(bool(faults))


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--labels", type=Path)
    options = parser.parse_args()
    listed = json.loads(options.labels.read_text(encoding="utf-8"))["labels"] if options.labels else []
    labels = {label["file"]: label for label in listed}
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))}
    port = port_free()
    with site(port=port, env={"STANDIN_TOKENS_PER_SECOND": "0"}) as running:
        keys = set(json.loads(running.manage("shell", "-v0", "-c", KEYS)))
        done = asyncio.run(run(running.address, texts, labels, keys))
    report(done)


KEYS = (
    "import json; from corpus.models import Skill; print(json.dumps(list(Skill.objects.values_list('key', flat=True))))"
)


if __name__ == "__main__":
    main()
