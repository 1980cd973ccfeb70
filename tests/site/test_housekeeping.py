"""What names a visitor, or was sent to be looked at once, does not outlive its use."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from corpus.imports.uploads import uploads_expire
from corpus.models import ImportUpload
from routing.ledger.budget import budgets_forget
from routing.models import Budget

NOW = datetime(2026, 3, 1, 0, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_it_forgets_whose_budget_it_was_once_the_day_after_is_over():
    for scope, period in [
        ("visitor:a", "2026-02-27"),
        ("network:b", "2026-02-27"),
        ("visitor:a", "2026-02-28"),
        ("network:b", "2026-03-01"),
        ("day", "2026-02-27"),
        ("feature:fit-check", "2026-02-27"),
        ("month", "2026-02"),
    ]:
        Budget.objects.create(scope=scope, period=period, cap_microusd=1)

    forgotten = budgets_forget(NOW)

    kept = set(Budget.objects.values_list("scope", "period"))
    assert forgotten == 2
    assert {row for row in kept if ":" in row[0] and not row[0].startswith("feature")} == {
        ("visitor:a", "2026-02-28"),
        ("network:b", "2026-03-01"),
    }
    assert len(kept) == 5


def test_it_deletes_a_file_that_nobody_confirmed_also_if_no_other_comes():
    owner = User.objects.create_superuser("owner")
    for token, age in (("old", 61), ("new", 59)):
        sent_at = NOW - timedelta(minutes=age)
        ImportUpload.objects.create(token=token, user_id=owner.pk, content=b"x", created_at=sent_at)

    uploads_expire(NOW)

    assert [upload.token for upload in ImportUpload.objects.all()] == ["new"]
