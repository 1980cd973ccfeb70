"""What every template knows."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from corpus.selectors import profile_get
from routing.gateway.engines import engine
from routing.models.ledger import Engine


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the site's navigation."""

    name: str
    path: str
    is_current: bool


LINKS = (
    ("Pages", "/pages/"),
    ("Skills", "/skills/"),
    ("Ask AI", "/ask-ai/"),
    ("Fit check", "/fit-check/"),
    ("How it works", "/how-it-works/"),
)


def site(request: HttpRequest) -> dict[str, object]:
    """Return what base.html needs and nothing more."""
    return {
        "site_url": settings.SITE_URL,
        "canonical": f"{settings.SITE_URL}{request.path}",
        "profile": profile_get(),
        "is_demo_engine": is_demo_engine(),
        "site_links": [Link(name=name, path=path, is_current=request.path.startswith(path)) for name, path in LINKS],
    }


def is_demo_engine() -> bool:
    """Return True where the stand-in answers in place of a model."""
    return engine() == Engine.STANDIN
