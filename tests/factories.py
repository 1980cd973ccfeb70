"""Rows for tests, made the way the site makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TypeVar

import factory
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from corpus.models import Page, Profile, Section, Skill
from corpus.services import corpus_versions_refresh, page_save
from fitcheck.models import Assessment, Status
from routing.models import LanguageModel, Price, Route

Row = TypeVar("Row")


class ProfileFactory(DjangoModelFactory[Profile]):
    """The owner. There is one row, so a second call returns the first, changed."""

    class Meta:
        model = Profile

    name = "Ada Example"
    pronoun = "she"
    headline = "Product manager for tools people keep open all day"
    contact_url = "mailto:ada@example.org"
    locations = factory.LazyFunction(lambda: ["Lisbon", "remote"])
    authorised_in = factory.LazyFunction(lambda: ["Portugal", "European Union"])
    languages = factory.LazyFunction(lambda: ["English", "Portuguese"])
    domains = factory.LazyFunction(lambda: ["developer tools"])
    functions = factory.LazyFunction(lambda: ["product"])

    @classmethod
    def _create(cls, model_class: type[Profile], *args: object, **kwargs: object) -> Profile:
        owner, _is_new = model_class.objects.update_or_create(pk=1, defaults=kwargs)
        return _read_again(owner)


class PageFactory(DjangoModelFactory[Page]):
    """A published, public page, cut into sections; the versions are refreshed."""

    class Meta:
        model = Page

    slug = factory.Sequence(lambda number: f"page-{number}")
    title = factory.Sequence(lambda number: f"Page {number}")
    body = "Ada led discovery for the editor. She ran 40 interviews in 2025.\n\n## Results\n\nCrashes fell 12 percent."
    status = Page.Status.PUBLISHED
    order = factory.Sequence(lambda number: number)

    @classmethod
    def _create(cls, model_class: type[Page], *args: object, **kwargs: object) -> Page:
        return _read_again(page_save(page=model_class(*args, **kwargs)))


class SectionFactory(DjangoModelFactory[Section]):
    """A section written by hand, for tests that need a text without a page's Markdown."""

    class Meta:
        model = Section

    page = factory.SubFactory(PageFactory, body="")
    anchor = factory.Sequence(lambda number: f"section-{number}")
    heading_path = factory.LazyAttribute(lambda section: f"{section.page.title} › {section.anchor}")
    order = factory.Sequence(lambda number: 1000 + number)
    text = "Ada moved the editor to weekly releases."
    html = factory.LazyAttribute(lambda section: f"<p>{section.text}</p>")

    @classmethod
    def _create(cls, model_class: type[Section], *args: object, **kwargs: object) -> Section:
        return _read_again(super()._create(model_class, *args, **kwargs))


class SkillFactory(DjangoModelFactory[Skill]):
    """A public skill with evidence, used this month. `SkillFactory(name="Kafka", rating=0)` is a declared gap."""

    class Meta:
        model = Skill

    name = factory.Sequence(lambda number: f"Skill {number}")
    key = factory.LazyAttribute(lambda skill: slugify(skill.name))
    category = "Product"
    rating = 4
    priority = Skill.Priority.STRONG
    years = 5
    last_used = factory.LazyFunction(lambda: timezone.now().date().replace(day=1))
    evidence = factory.LazyAttribute(lambda skill: f"Used {skill.name} at work." if skill.rating else "")

    @classmethod
    def _create(cls, model_class: type[Skill], *args: object, **kwargs: object) -> Skill:
        return _read_again(super()._create(model_class, *args, **kwargs))


_open_changes: list[int] = []


@contextmanager
def one_change() -> Iterator[None]:
    """Make several rows as one change of the owner's, as an import does: the versions are refreshed once at its end."""
    _open_changes.append(0)
    try:
        yield
    finally:
        _open_changes.pop()
    _read_again(None)


def _read_again(row: Row) -> Row:
    """Refresh the versions as every door of the site does after a change."""
    if not _open_changes:
        corpus_versions_refresh(now=timezone.now())
    return row


class LanguageModelFactory(DjangoModelFactory[LanguageModel]):
    """A model with every capability and a flat price; `price=None` leaves it without one."""

    class Meta:
        model = LanguageModel
        skip_postgeneration_save = True

    api_id = factory.Sequence(lambda number: f"test-model-{number}")
    name = factory.LazyAttribute(lambda model: model.api_id)
    line = "haiku"
    context_tokens = 200_000
    max_output_tokens = 64_000
    tokenizer = LanguageModel.Tokenizer.OLD
    cache_floor = 1024
    capabilities = factory.LazyFunction(
        lambda: {"cache": True, "citations": True, "count_tokens": True, "effort": [], "structured_outputs": True}
    )
    price = factory.RelatedFactory("tests.factories.PriceFactory", factory_related_name="model")


class PriceFactory(DjangoModelFactory[Price]):
    """One dollar a million tokens in, five out, with the usual cache multipliers."""

    class Meta:
        model = Price

    model = factory.SubFactory(LanguageModelFactory, price=None)
    valid_from = date(2025, 1, 1)
    input_usd = Decimal("1")
    output_usd = Decimal("5")
    write_5m_usd = Decimal("1.25")
    write_1h_usd = Decimal("2")
    read_usd = Decimal("0.1")


class RouteFactory(DjangoModelFactory[Route]):
    """The route of Ask AI, with short deadlines and roomy caps."""

    class Meta:
        model = Route
        django_get_or_create = ("feature",)

    feature = "ask-ai"
    model = factory.SubFactory(LanguageModelFactory)
    cache = "5m"
    max_output_tokens = 700
    first_token_seconds = 15
    gap_seconds = 20
    total_seconds = 60
    daily_cap_usd = Decimal("2")
    daily_cap_calls = 2_000


class AssessmentFactory(DjangoModelFactory[Assessment]):
    """A finished fit check with the verdict moderate, without rows, call or matrix."""

    class Meta:
        model = Assessment

    public_id = factory.Sequence(lambda number: f"{number:032x}")
    visitor = factory.Sequence(lambda number: f"visitor-{number}")
    job = "Senior Product Manager, Editor. Strong SQL is required."
    job_sha256 = factory.Sequence(lambda number: f"{number:064x}")
    created_at = factory.LazyFunction(timezone.now)
    finished_at = factory.LazyFunction(timezone.now)
    status = Status.DONE
    model = "claude-sonnet-4-6"
    engine = "standin"
    role_title = "Senior Product Manager, Editor"
    model_stance = rule_verdict = verdict = "moderate"
    agreement = "agreed"
    coverage = 0.6
    must_coverage = 0.5
