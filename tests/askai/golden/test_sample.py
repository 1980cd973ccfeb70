"""The golden questions that ship for the sample owner."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from askai.golden.runs import demo_is_right, questions_active
from askai.golden.sample import golden_load
from askai.models import GoldenQuestion
from corpus.demo import demo_load
from corpus.models import Profile
from corpus.selectors import corpus_text

pytestmark = pytest.mark.django_db
FILE = Path(settings.BASE_DIR) / "fixtures" / "golden.json"


def test_it_ships_questions_of_every_kind_whose_sections_exist_and_which_the_demo_engine_mostly_answers():
    demo_load(folder=FILE.parent, now=timezone.now())

    count = golden_load(FILE)

    assert count >= 60
    assert golden_load(FILE) == 0
    assert set(Counter(questions_active().values_list("kind", flat=True))) == set(GoldenQuestion.Kind.values)
    corpus = corpus_text()
    paths = {source.url.removeprefix(settings.SITE_URL) for source in corpus.sources}
    asked = list(questions_active())
    for question in asked:
        question.full_clean()
        assert set(question.section.split()) <= paths, question
    right = sum(demo_is_right(question, corpus, timezone.now()) for question in asked)
    assert right >= 0.9 * count, f"{right} of {count}"


def test_it_leaves_an_owner_of_their_own_alone():
    Profile.objects.create(pk=1, name="Ada Example")

    assert golden_load(FILE) == 0
