"""The golden questions of the sample owner: loaded once, never over what the owner wrote."""

import json
from pathlib import Path

from askai.models import GoldenQuestion
from corpus.models import Profile


def golden_load(path: Path) -> int:
    """Load the questions of a JSON file where the owner is the sample and has none; return how many.

    Raises OSError and ValueError.
    """
    if not Profile.objects.filter(is_sample=True).exists() or GoldenQuestion.objects.exists():
        return 0
    rows = [GoldenQuestion(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]
    return len(GoldenQuestion.objects.bulk_create(rows))
