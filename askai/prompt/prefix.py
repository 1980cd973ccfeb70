"""The shared part as it is sent today: the newest corpus, filled up where the route pads and it pays."""

from askai.feature import ASK_AI
from askai.prompt.build import CorpusPrefix, prefix_of, prompt_build
from askai.prompt.overviews import overviews_of
from corpus.selectors import corpus_text
from corpus.text.values import CorpusText
from routing.caching.reads import padding_take
from routing.gateway.messages import Prompt
from routing.registry import PaddingBlock, Shared


def prefix_today() -> CorpusPrefix:
    """Return what every conversation starts with now. Two queries; the texts are in memory."""
    corpus = corpus_text()
    take = padding_take(ASK_AI.key, prefix=prefix_of(corpus, 0).tokens, blocks=_blocks(corpus))
    return prefix_of(corpus, take)


def _prompt(take: int) -> Prompt:
    """Return the shortest question over the newest corpus with so many overviews."""
    return prompt_build(prefix_of(corpus_text(), take), history=[], question="?")


def _padding() -> list[PaddingBlock]:
    return _blocks(corpus_text())


def _blocks(corpus: CorpusText) -> list[PaddingBlock]:
    return [PaddingBlock(overview.name, overview.tokens) for overview in overviews_of(corpus)]


SHARED = Shared(prompt=_prompt, padding=_padding)
