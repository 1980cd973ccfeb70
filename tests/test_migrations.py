"""The migrations hold what the models say."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_it_has_a_migration_for_every_change_of_a_model():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
