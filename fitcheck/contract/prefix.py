"""The shared part as it is sent today: what routing's cache doctor looks at. The whole matrix is in it already."""

from corpus.selectors import matrix_text
from fitcheck.contract.prompt import prompt_build
from routing.gateway.messages import Prompt
from routing.registry import Shared


def _prompt(take: int) -> Prompt:
    """Return the shortest posting against the newest matrix. There is nothing to pad with."""
    return prompt_build(matrix=matrix_text(), job="?", fence="0" * 16)


SHARED = Shared(prompt=_prompt)
