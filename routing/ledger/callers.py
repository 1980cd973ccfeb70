"""Who asks: a signed random cookie for the visitor, a salted hash for the address. Neither leads back to a person.

A visitor's hash is stable for the life of the cookie; a network's hash changes every day (UTC), so that the ledger
cannot be read as a list of who came when.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from routing.gateway.messages import Caller

VISITOR_SECONDS = 180 * 24 * 3600
_ATTRIBUTE = "_routing_visitor_token"


def caller_of_request(request: HttpRequest) -> Caller:
    """Return who sent this request. A visitor without a valid cookie gets a token, to be kept by `visitor_remember`."""
    token = getattr(request, _ATTRIBUTE, None) or _token_read(request.COOKIES.get(settings.VISITOR_COOKIE_NAME, ""))
    if token is None:
        token = secrets.token_urlsafe(18)
    setattr(request, _ATTRIBUTE, token)
    address = address_of(request.META.get("REMOTE_ADDR"), request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return Caller(visitor=_hash("visitor", token), network=_network(address))


def caller_of_program(request: HttpRequest) -> Caller:
    """Return who calls the API. Without our cookie the network alone is known: a new visitor a call has no limits."""
    caller = caller_of_request(request)
    is_known = _token_read(request.COOKIES.get(settings.VISITOR_COOKIE_NAME, "")) is not None
    return caller if is_known else Caller(visitor="", network=caller.network)


def visitor_remember(request: HttpRequest, response: HttpResponse) -> None:
    """Set the signed visitor cookie, unless the browser already sent the same one."""
    caller_of_request(request)
    signed = _signer().sign(getattr(request, _ATTRIBUTE))
    if request.COOKIES.get(settings.VISITOR_COOKIE_NAME) == signed:
        return
    response.set_cookie(
        settings.VISITOR_COOKIE_NAME,
        signed,
        max_age=VISITOR_SECONDS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def caller_of_scope(scope: Mapping[str, Any]) -> Caller | None:
    """Return who opened this websocket, or None when it brings no valid visitor cookie (the page sets one first)."""
    token = _token_read(_cookie_of(scope))
    if token is None:
        return None
    client = scope.get("client")
    address = address_of(client[0] if client else None, ",".join(_headers(scope, b"x-forwarded-for")))
    return Caller(visitor=_hash("visitor", token), network=_network(address))


def address_of(remote: str | None, forwarded: str) -> IPv4Address | IPv6Address | None:
    """Return the caller's address, believing only the entries our own proxies wrote.

    With n trusted proxies the n-th entry from the right of X-Forwarded-For was written by the outermost of them;
    everything further left came from the browser. With no proxy, or fewer entries than proxies, the peer itself counts.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    chosen = hops[-trusted] if trusted and len(hops) >= trusted else (remote or "")
    try:
        address = ip_address(chosen.strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def prefix_of(address: IPv4Address | IPv6Address | None) -> str:
    """Return what one household or office shares: the whole IPv4 address, the first 64 bits of an IPv6 one."""
    if address is None:
        return "unknown"
    if isinstance(address, IPv4Address):
        return f"{address}/32"
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"


def _network(address: IPv4Address | IPv6Address | None) -> str:
    return _hash("network", f"{timezone.now():%Y-%m-%d}|{prefix_of(address)}")


def _hash(purpose: str, value: str) -> str:
    """Return 32 hexadecimal digits, keyed by the site's secret."""
    key = f"routing.{purpose}|{settings.SECRET_KEY}".encode()
    return hmac.new(key, value.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _signer() -> Signer:
    return Signer(salt="routing.visitor")


def _token_read(signed: str) -> str | None:
    try:
        return _signer().unsign(signed) or None
    except BadSignature:
        return None


def _cookie_of(scope: Mapping[str, Any]) -> str:
    try:
        cookies = SimpleCookie("; ".join(_headers(scope, b"cookie")))
    except CookieError:
        return ""
    morsel = cookies.get(settings.VISITOR_COOKIE_NAME)
    return morsel.value if morsel else ""


def _headers(scope: Mapping[str, Any], name: bytes) -> list[str]:
    pairs: Iterable[tuple[bytes, bytes]] = scope.get("headers", ())
    return [value.decode("latin-1") for key, value in pairs if key == name]
