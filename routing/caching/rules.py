"""What the usage counters of recent calls show, against what should have been: expected uses, alarms, and padding.

Four signatures come from the provider's own guidance: nothing cached though a mark was sent, everything written on
every call, reads that do not grow with a conversation, reads that never cover the shared part. The fifth is ours: the
same prompt and the same texts with another fingerprint. A read renews the lifetime of an entry for
free. Padding is paid on every call, so it pays only where enough calls read one written entry. Filler is never sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil

from routing.catalogue.rules import SURE, Band, band
from routing.ledger.reads import CallRow
from routing.registry import PaddingBlock

SECONDS = {"5m": 300.0, "1h": 3600.0}
_SPEAKS_SECONDS = 2.0  # where the first token was not timed
_COVERED = 0.64  # of the estimated prefix: estimates are accurate to about a fifth
_LEAST = 2
_TURNS = 3


class Alarm(StrEnum):
    """The four unhealthy signatures of the usage counters, and a prefix that changes by accident."""

    UNDER_FLOOR = "under_floor"
    PREFIX_CHANGES = "prefix_changes"
    HISTORY_REWRITTEN = "history_rewritten"
    MARK_TOO_LATE = "mark_too_late"
    ACCIDENT = "accident"


class Use(StrEnum):
    """What the cache did, or should have done, with the shared part of a call."""

    PLAIN = "plain"
    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class CheckedPrefix:
    """A call with what was expected of it. `was_warm` = the same prompt and texts had been sent within the lifetime."""

    seen: CallRow
    expected: Use
    was_warm: bool

    @property
    def is_as_expected(self) -> bool:
        return self.expected is use_of(self.seen)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unhealthy: which signature, in words, and the calls that show it (newest last)."""

    alarm: Alarm
    words: str
    calls: tuple[int, ...]


@dataclass(slots=True)
class _Entry:
    readable_at: float
    ends_at: float

    def serves(self, at: float) -> bool:
        return self.readable_at <= at < self.ends_at


def use_of(call: CallRow) -> Use:
    """Return what the cache did with a call, by its counters."""
    if call.read:
        return Use.READ
    return Use.WRITE if call.written else Use.PLAIN


def checked(calls: Iterable[CallRow]) -> list[CheckedPrefix]:
    """Say of each call, oldest first, whether it should have read, written, or (unmarked) done neither."""
    by_sha: dict[str, _Entry] = {}
    by_origin: dict[str, _Entry] = {}
    return [
        CheckedPrefix(call, _expected(call, by_sha), _touch(by_origin, _origin(call), call) and bool(call.ttl))
        for call in calls
    ]


def _expected(call: CallRow, entries: dict[str, _Entry]) -> Use:
    if not call.ttl:
        return Use.PLAIN
    return Use.READ if _touch(entries, call.sha, call) else Use.WRITE


def _touch(entries: dict[str, _Entry], key: str, call: CallRow) -> bool:
    """Return whether an entry serves this call; keep or refresh it where the call used the cache."""
    found = entries.get(key)
    is_served = found is not None and found.serves(call.at)
    if call.ttl and use_of(call) is not Use.PLAIN:
        ends_at = call.at + SECONDS[call.ttl]
        if found is not None and call.at < found.ends_at:
            found.ends_at = max(found.ends_at, ends_at)
        else:
            entries[key] = _Entry(_speaks_at(call), ends_at)
    return is_served


def _speaks_at(call: CallRow) -> float:
    """Return when its response began: from then on its entry can be read."""
    return call.at + (_SPEAKS_SECONDS if call.ttft_ms is None else call.ttft_ms / 1000)


def _origin(call: CallRow) -> str:
    """Return what a prefix was made of: the model, the prompt and the texts, by their versions. "" = not known."""
    return f"{call.model_id}|{call.prompt_version}|{call.corpus_version}" if call.corpus_version else ""


def findings(calls: Sequence[CallRow]) -> list[Finding]:
    """Return what is unhealthy in recent finished calls of one route and model, oldest first."""
    looked = checked(calls)
    found = [_under_floor(calls), _prefix_changes(looked), _history_rewritten(calls), _mark_too_late(looked)]
    return [*accidents(calls), *(finding for finding in found if finding)]


def accidents(calls: Iterable[CallRow]) -> list[Finding]:
    """Return where the same model, prompt and texts were sent with different prefixes.

    A time, an order or a visitor's name is in the prefix. Calls without a text version are left out.
    """
    by_origin: dict[str, dict[str, int]] = defaultdict(dict)
    for call in calls:
        if call.corpus_version:
            by_origin[_origin(call)][call.sha] = call.pk
    words = (
        "The same prompt and texts were sent as {} different prefixes: something changes the prefix by accident "
        "(an update of the site may do so once)."
    )
    return [
        Finding(Alarm.ACCIDENT, words.format(len(shas)), tuple(sorted(shas.values())))
        for shas in by_origin.values()
        if len(shas) > 1
    ]


def _under_floor(calls: Sequence[CallRow]) -> Finding | None:
    silent = tuple(call.pk for call in calls if call.ttl and use_of(call) is Use.PLAIN)
    words = "A cache mark was sent, but nothing was written or read: the prefix is under the model's floor."
    return Finding(Alarm.UNDER_FLOOR, words, silent) if silent else None


def _prefix_changes(looked: Sequence[CheckedPrefix]) -> Finding | None:
    warm = [each.seen for each in looked if each.was_warm]
    if len(warm) < _LEAST or not all(_is_rewritten(call) for call in warm):
        return None
    words = "Nearly the whole prompt is written to the cache again on every call, although the texts are the same."
    return Finding(Alarm.PREFIX_CHANGES, words, tuple(call.pk for call in warm))


def _is_rewritten(call: CallRow) -> bool:
    return call.written > 0 and call.written >= 0.9 * call.tokens.prompt


def _mark_too_late(looked: Sequence[CheckedPrefix]) -> Finding | None:
    warm = [each.seen for each in looked if each.expected is Use.READ]
    is_late = len(warm) >= _LEAST and all(
        call.written and (call.read or 0) < _COVERED * (call.prefix or 0) for call in warm
    )
    if not is_late or all(_is_rewritten(call) for call in warm):
        return None
    words = "Every call writes, and its reads never cover the shared part: the cache mark comes after something unique."
    return Finding(Alarm.MARK_TOO_LATE, words, tuple(call.pk for call in warm))


def _history_rewritten(calls: Sequence[CallRow]) -> Finding | None:
    for turns in _conversations(calls):
        reads = {turn.read for turn in turns}
        if len(turns) >= _TURNS and len(reads) == 1 and all(turn.read and turn.written for turn in turns):
            words = "A conversation grew, but its cache reads did not: its history is not sent unchanged."
            return Finding(Alarm.HISTORY_REWRITTEN, words, tuple(turn.pk for turn in turns))
    return None


def _conversations(calls: Sequence[CallRow]) -> list[list[CallRow]]:
    """Group the calls of one visitor whose prompts grow, each within five minutes of the one before."""
    runs: list[list[CallRow]] = []
    newest: dict[str, list[CallRow]] = {}
    for call in calls:
        run = newest.get(call.visitor, [])
        if run and _continues(run[-1], call):
            run.append(call)
        elif call.visitor:
            newest[call.visitor] = [call]
            runs.append(newest[call.visitor])
    return runs


def _continues(before: CallRow, call: CallRow) -> bool:
    is_soon = call.at - before.at < SECONDS["5m"]
    return is_soon and call.sha == before.sha and call.tokens.prompt > before.tokens.prompt


@dataclass(frozen=True, slots=True)
class PaddingPlan:
    """How many blocks are added, in order (0 = none), the prefix with them in tokens, and why."""

    take: int
    tokens: int
    words: str

    @property
    def pays(self) -> bool:
        return self.take > 0


def window_calls(starts: Sequence[float], lifetime: float) -> float | None:
    """Return how many calls one written entry serves on average, the writing one included. None without calls.

    `starts` in seconds, oldest first: an entry lives as long as no gap is longer than its lifetime.
    """
    cold = 1 + sum(later - earlier >= lifetime for earlier, later in pairwise(starts))
    return len(starts) / cold if starts else None


def padding_calls(prefix: int, padded: int) -> int | None:
    """Return from how many calls per cache lifetime a padded prefix costs less than the plain one.

    N* = 1.15·F / (P − 0.1·F): one write at 1.25 and reads at 0.1 of F tokens, against N times P at full price.
    0 when nothing needs padding; None when padding never pays (P ≤ 0.1·F).
    """
    if prefix >= padded:
        return 0
    gain = prefix - 0.1 * padded
    return ceil(1.15 * padded / gain) if gain > 0 else None


def padding_plan(*, prefix: int, floor: int, blocks: Sequence[PaddingBlock], calls: float | None) -> PaddingPlan:
    """Weigh padding of a prefix of so many tokens for so many calls per cache lifetime; None = not measured: refused.

    It is padded to 1.25 times the floor, because estimates are accurate to about ±20%.
    """
    if band(prefix, floor) is Band.SURE:
        return PaddingPlan(0, prefix, f"Not needed: {prefix:,} tokens clear the floor of {floor:,}.")
    target, padded, take = ceil(SURE * floor), prefix, 0
    while padded < target and take < len(blocks):
        padded, take = padded + blocks[take].tokens, take + 1
    needed = padding_calls(prefix, padded)
    refusal = ""
    if padded < target:
        refusal = f"all useful blocks together give {padded:,} tokens of {target:,}. Filler is never sent"
    elif needed is None:
        refusal = f"reading {padded:,} cached tokens costs as much as sending {prefix:,}, so it never pays"
    elif calls is None or calls < needed:
        seen = "no calls were observed yet" if calls is None else f"{calls:.1f} were observed"
        refusal = f"it pays from {needed} calls per cache lifetime, and {seen}"
    if refusal:
        return PaddingPlan(0, prefix, f"Refused: {refusal}.")
    names = ", ".join(block.name for block in blocks[:take])
    seen = f"Pays from {needed} calls per cache lifetime, {calls:.1f} were observed"
    return PaddingPlan(take, padded, f"{seen}: {names} pad it to {padded:,} tokens.")
