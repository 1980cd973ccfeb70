"""What is sent to the model: the site once, the same bytes for every visitor, then the conversation.

Layout: system = the instructions; the first user message = one `search_result` block a source, the cache mark on the
last of them, then the first question; then the turns, the second mark on the newest question. The month of a question
stands before it, after the first mark. Citations point at
search results, which is why the corpus sits in a message and not in `system`. Where the route pads, overviews of the
corpus follow the instructions.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Template

from askai.answer.citations import squeeze
from askai.prompt.overviews import overviews_of
from corpus.text.tokens import tokens_estimate
from corpus.text.values import CorpusText, SourceText
from routing.gateway.messages import JsonObject, Prompt

INSTRUCTIONS_FILE = Path(__file__).parent / "instructions.md"
_POSSESSIVES = {"she": "her", "he": "his", "they": "their", "it": "its"}
SENSITIVE = "salary, health, family, age, beliefs, address or anything else personal"
_MARK: JsonObject = {"type": "ephemeral"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was answered, and the answer's content blocks as stored: sent back byte-identical."""

    question: str
    blocks: Sequence[JsonObject]
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CorpusPrefix:
    """What every conversation about one corpus version starts with. Built once; never changed after that.

    `tokens` is an estimate; `origin` names the texts it was built from; `passages` holds each source's text without
    white space, by its address: what a quote is checked against.
    """

    corpus: CorpusText
    system: tuple[JsonObject, ...]
    blocks: tuple[JsonObject, ...]
    sha256: str
    tokens: int
    version: str
    origin: str
    passages: Mapping[str, str] = field(repr=False)


@lru_cache(maxsize=8)
def prefix_of(corpus: CorpusText, take: int = 0) -> CorpusPrefix:
    """Return the shared part for a corpus with so many overviews, built at the first call for it."""
    texts = [instructions_of(corpus), *(overview.text for overview in overviews_of(corpus)[:take])]
    system = tuple({"type": "text", "text": text} for text in texts)
    blocks = _marked([_search_result(source) for source in corpus.sources])
    return CorpusPrefix(
        corpus=corpus,
        system=system,
        blocks=blocks,
        sha256=hashlib.sha256(json.dumps([system, blocks], sort_keys=True).encode()).hexdigest(),
        tokens=corpus.tokens + sum(map(tokens_estimate, texts)),
        version=prompt_version(),
        origin=f"corpus {corpus.version_id}" + (f" +{take}" if take else ""),
        passages=_passages(corpus.sources),
    )


def prompt_build(
    prefix: CorpusPrefix,
    *,
    history: Sequence[Exchange],
    question: str,
    asked_on: date | None = None,
    after_call: int | None = None,
) -> Prompt:
    """Return the request for a question after the exchanges before it, oldest first, each with its month.

    `after_call` is the ledger row of the turn before, for the provider's own word on its cache.
    """
    asked = [[*_month(each.asked_on), {"type": "text", "text": each.question}] for each in history]
    newest = [*_month(asked_on), {"type": "text", "text": question, "cache_control": _MARK}]
    messages: list[JsonObject] = []
    for content, exchange in zip(asked, history, strict=True):
        messages += [{"role": "user", "content": content}, {"role": "assistant", "content": list(exchange.blocks)}]
    messages.append({"role": "user", "content": newest})
    messages[0] = {"role": "user", "content": [*prefix.blocks, *messages[0]["content"]]}
    words = "\n".join([*(_words(exchange) for exchange in history), question])
    return Prompt(
        system=prefix.system,
        messages=messages,
        version=prefix.version,
        prefix_sha256=prefix.sha256,
        prefix_tokens=prefix.tokens,
        input_tokens=prefix.tokens + tokens_estimate(words),
        corpus_version=prefix.origin,
        is_turn=True,
        after_call=after_call,
    )


def instructions_of(corpus: CorpusText) -> str:
    """Return the instructions with the owner's name, pronoun and words in place."""
    pronoun = corpus.pronoun.split("/")[0].strip().lower() or "they"
    return Template(INSTRUCTIONS_FILE.read_text(encoding="utf-8")).substitute(
        owner=corpus.owner,
        pronoun=pronoun,
        possessive=_POSSESSIVES.get(pronoun, "their"),
        sensitive=" ".join(corpus.sensitive.split()).rstrip(".") or SENSITIVE,
    )


@lru_cache(maxsize=1)
def prompt_version() -> str:
    """Return the first 12 hex digits of the instructions' hash: stored with every call."""
    return hashlib.sha256(INSTRUCTIONS_FILE.read_bytes()).hexdigest()[:12]


def _month(day: date | None) -> list[JsonObject]:
    return [{"type": "text", "text": f"<today>{day:%B %Y}</today>"}] if day else []


def _search_result(source: SourceText) -> dict[str, object]:
    return {
        "type": "search_result",
        "source": source.url,
        "title": source.title,
        "content": [{"type": "text", "text": block} for block in source.blocks],
        "citations": {"enabled": True},
    }


def _marked(blocks: list[dict[str, object]]) -> tuple[JsonObject, ...]:
    """Put the cache mark on the last block: an entry is written there and every visitor reads it."""
    if blocks:
        blocks[-1]["cache_control"] = _MARK
    return tuple(blocks)


def _passages(sources: Sequence[SourceText]) -> dict[str, str]:
    passages: dict[str, str] = {}
    for source in sources:
        passages[source.url] = passages.get(source.url, "") + squeeze("".join(source.blocks))
    return passages


def _words(exchange: Exchange) -> str:
    return "\n".join([exchange.question, *(str(block["text"]) for block in exchange.blocks)])
