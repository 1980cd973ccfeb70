"""Does the role point where the owner does? Field, function and level, from the profile's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.search.stems import stems
from fitcheck.demo.role import RoleRead

_LADDER = ("intern", "junior", "mid", "senior", "lead", "manager", "director", "executive")
_NEIGHBOURS = (
    {"product", "design"}, {"product", "research"}, {"product", "marketing"}, {"product", "data"},
    {"engineering", "data"}, {"design", "research"}, {"marketing", "sales"}, {"operations", "support"},
)  # fmt: skip
# Fields in which the work of an ordinary week differs so much that a neighbouring one does not carry over.
_FAR = frozenset({"data platform", "platform infrastructure", "machine learning platforms", "cybersecurity", "hardware",
                  "electrical and communications equipment"})  # fmt: skip
_KIN = {
    "public sector digital services": "civic government public benefits",
    "healthcare": "health clinic digital health medical",
    "B2B SaaS": "saas b2b analytics collaboration",
    "financial services": "payments bank fintech finance insurance",
    "e-commerce and retail": "retail commerce marketplace",
    "logistics": "freight logistics supply",
    "developer tools": "developer devops",
    "electrical and communications equipment": "electronics electrical",
}
_WEAK = frozenset(stems("services digital tools software product products and apps"))


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis. `quote` is verbatim from the posting or ""; `fact` is what the owner states."""

    axis: str
    alignment: str
    role_value: str
    quote: str
    reason: str
    fact: str


def axes_of(role: RoleRead, profile: dict[str, tuple[str, ...]]) -> list[Axis]:
    """The three axes in the contract's order."""
    return [_domain(role, profile), _function(role, profile), _level(role, profile)]


def _domain(role: RoleRead, profile: dict[str, tuple[str, ...]]) -> Axis:
    stated = profile.get("domains", ())
    own = {root for entry in stated for root in stems(entry)} - _WEAK
    wanted = set(stems(f"{role.domain} {_KIN.get(role.domain, '')}")) - _WEAK
    is_shared = bool(wanted & own) and not (role.domain in _FAR and not _named(role.domain, stated))
    word = "aligned" if is_shared else "misaligned" if role.domain in _FAR and stated else "partial"
    if not stated or role.domain == "unknown":
        word = "partial"
    return _said("domain", word, role.domain, role.domain_quote, "; ".join(stated))


def _named(domain: str, stated: tuple[str, ...]) -> bool:
    return any(set(stems(domain)) <= set(stems(entry)) for entry in stated)


def _function(role: RoleRead, profile: dict[str, tuple[str, ...]]) -> Axis:
    stated = profile.get("functions", ())
    own = {word for entry in stated for word in re.findall(r"[a-z]+", entry.lower())}
    if role.function in own:
        word = "aligned"
    elif not own or role.function == "other" or any({role.function, other} in _NEIGHBOURS for other in own):
        word = "partial"
    else:
        word = "misaligned"
    return _said("function", word, role.function, role.title if role.title != "unknown" else "", "; ".join(stated))


def _level(role: RoleRead, profile: dict[str, tuple[str, ...]]) -> Axis:
    band = re.findall("|".join(_LADDER), " ".join(profile.get("level", ())).lower())
    off = _steps(role.seniority, band)
    word = "partial" if off is None or off == 1 else "aligned" if off == 0 else "misaligned"
    return _said("level", word, role.seniority, role.title if role.title != "unknown" else "", " to ".join(band))


def _steps(seniority: str, band: list[str]) -> int | None:
    """Rungs between the role and the owner's band; None if either is not stated."""
    if seniority not in _LADDER or not band:
        return None
    rung, low, high = _LADDER.index(seniority), _LADDER.index(band[0]), _LADDER.index(band[-1])
    return max(low - rung, rung - high, 0)


def _said(axis: str, word: str, value: str, quote: str, fact: str) -> Axis:
    relation = {"aligned": "which the profile states too", "partial": "next to", "misaligned": "away from"}[word]
    stated = "; ".join(fact.split("; ")[:4]) or "nothing of the kind"
    tail = relation if word == "aligned" else f"{relation} what the profile states: {stated}"
    return Axis(axis, word, value, quote, f"The role's {axis} is {value}, {tail}.", fact)
