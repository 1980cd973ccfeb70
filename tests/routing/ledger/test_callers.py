"""Who asks: the cookie we signed, the address our own proxies saw."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from routing.ledger.callers import (
    address_of,
    caller_of_program,
    caller_of_request,
    caller_of_scope,
    prefix_of,
    visitor_remember,
)


def _visit(cookie=None, **meta):
    request = RequestFactory().get("/", **meta)
    if cookie:
        request.COOKIES["visitor"] = cookie
    response = HttpResponse()
    visitor_remember(request, response)
    return request, response


def test_it_knows_a_visitor_again_by_the_cookie_it_signed():
    request, response = _visit()
    cookie = response.cookies["visitor"]

    again, second = _visit(cookie.value)

    assert caller_of_request(again).visitor == caller_of_request(request).visitor
    assert "visitor" not in second.cookies
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_it_gives_a_new_visitor_to_a_cookie_somebody_made_up():
    made_up, response = _visit("mine:forged")

    assert "visitor" in response.cookies
    assert caller_of_request(made_up).visitor != caller_of_request(_visit("mine:forged")[0]).visitor


def test_it_gives_a_websocket_the_same_caller_as_the_page():
    request, response = _visit(REMOTE_ADDR="203.0.113.9")
    cookie = f"other=1; visitor={response.cookies['visitor'].value}"

    caller = caller_of_scope({"headers": [(b"cookie", cookie.encode())], "client": ["203.0.113.9", 5000]})

    assert caller == caller_of_request(request)


@pytest.mark.parametrize("cookie", [b"", b"visitor=forged", b"visitor=a:b", b"\xff\xfe;;=="])
def test_it_knows_no_caller_of_a_websocket_without_a_valid_cookie(cookie):
    assert caller_of_scope({"headers": [(b"cookie", cookie)], "client": None}) is None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_it_believes_only_our_own_proxies(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies

    assert str(address_of("203.0.113.9", forwarded)) == expected


def test_it_takes_a_household_of_ipv6_for_one():
    one, other = address_of("2001:db8:1:2:3::4", ""), address_of("2001:db8:1:2:ffff::1%eth0", "")

    assert prefix_of(one) == prefix_of(other) == "2001:db8:1:2::/64"


@pytest.mark.parametrize("remote", [None, "", "unix:", "999.1.1.1"])
def test_it_puts_the_unreadable_into_one_bucket(remote):
    assert prefix_of(address_of(remote, "")) == "unknown"


def test_it_keeps_a_hash_of_the_address_and_of_today():
    one = caller_of_request(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9"))
    same = caller_of_request(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9"))
    other = caller_of_request(RequestFactory().get("/", REMOTE_ADDR="203.0.113.10"))

    assert one.network == same.network != other.network
    assert set(one.network) <= set("0123456789abcdef")
    assert len(one.network) == len(one.visitor) == 32


@pytest.mark.parametrize("cookie", ["", "forged:signature"])
def test_it_knows_a_program_without_our_cookie_by_its_network_alone(rf, settings, cookie):
    request = rf.post("/api/ask", REMOTE_ADDR="203.0.113.7")
    request.COOKIES[settings.VISITOR_COOKIE_NAME] = cookie

    caller = caller_of_program(request)

    assert (caller.visitor, caller.network) == ("", caller_of_request(request).network)
