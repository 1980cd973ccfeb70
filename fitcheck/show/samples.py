"""Three job texts of our own, to try the check with: one that fits, one that half fits, one that does not."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from fitcheck.models import Assessment, Status, Verdict
from fitcheck.posting.reader import posting_sha256
from fitcheck.posting.repair import posting_clean


@dataclass(frozen=True, slots=True)
class Sample:
    key: str
    name: str
    text: str


_NAMES = (("clear-fit", "Clear fit"), ("mixed", "Mixed"), ("clear-misfit", "Clear misfit"))


@lru_cache(maxsize=1)
def sample_list() -> tuple[Sample, ...]:
    """Return the samples that are there, in the order shown."""
    folder = settings.BASE_DIR / "fixtures" / "jobs"
    found = ((key, name, folder / f"{key}.txt") for key, name in _NAMES)
    return tuple(Sample(key, name, file.read_text(encoding="utf-8")) for key, name, file in found if file.is_file())


def sample_text(key: str) -> str:
    """Return one sample's text, or "" for a key that is none."""
    return next((sample.text for sample in sample_list() if sample.key == key), "")


def misfit_example() -> Assessment | None:
    """Return the newest record that says “not a fit” of one of these samples: nobody's own posting is shown."""
    found = Assessment.objects.public().filter(job_sha256__in=_hashes(), status=Status.DONE, verdict=Verdict.NOT_A_FIT)
    return found.order_by("-created_at", "-pk").first()


@lru_cache(maxsize=1)
def _hashes() -> tuple[str, ...]:
    return tuple(posting_sha256(posting_clean(sample.text)) for sample in sample_list())
