"""Wrong passwords lock one network out, never the owner, and leave no address behind."""

import pytest
from axes.models import AccessAttempt, AccessLog

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
PASSWORD = "a-password-for-tests-only"


@pytest.fixture
def owner(django_user_model):
    return django_user_model.objects.create_superuser("owner", "owner@example.org", PASSWORD)


def sign_in(client, password, network, then="/admin/"):
    proxied = {"X-Forwarded-For": f"198.51.100.1, {network}"}
    return client.post(LOGIN, {"username": "owner", "password": password, "next": then}, headers=proxied)


def test_it_locks_out_the_network_that_guesses_and_not_the_owner(client, owner, settings):
    settings.TRUSTED_PROXIES = 1
    guesses = [sign_in(client, f"wrong {number}", "203.0.113.9").status_code for number in range(6)]

    locked = sign_in(client, PASSWORD, "203.0.113.9")
    at_home = sign_in(client, PASSWORD, "192.0.2.7")

    assert guesses[-1] == locked.status_code == 429
    assert at_home.status_code == 302


def test_it_counts_an_ipv6_network_once(client, owner, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        sign_in(client, "wrong", f"2001:db8::{number}")

    assert sign_in(client, "wrong", "2001:db8::ffff").status_code == 429
    assert sign_in(client, "wrong", "2001:db8:0:1::1").status_code == 200


def test_it_keeps_no_address(client, owner, settings):
    settings.TRUSTED_PROXIES = 1
    sign_in(client, "wrong", "203.0.113.9")
    sign_in(client, PASSWORD, "203.0.113.9")

    assert AccessAttempt.objects.get().ip_address.startswith("fd")
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("then", ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else_after_signing_in(client, owner, then):
    assert sign_in(client, PASSWORD, "192.0.2.7", then).headers["Location"] == "/admin/"
