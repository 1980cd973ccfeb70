"""Who tries passwords, as the lock counts them: by network, and without keeping an address."""

from ipaddress import IPv6Address

from django.http import HttpRequest

from routing.ledger.callers import caller_of_request


def login_address(request: HttpRequest) -> str:
    """Return an address of the private range fd00::/8 that stands for the caller's network today.

    The same hash as the ledger's: the proxies' own word is believed as there, or behind a proxy one stranger's five
    tries would lock the owner out; an IPv6 network counts once; what is stored leads back to nobody.
    """
    return str(IPv6Address(int(f"fd{caller_of_request(request).network[:30]}", 16)))
