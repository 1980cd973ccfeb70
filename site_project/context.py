"""What every template knows."""

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the owner's profile and whether the demo engine answers."""
    return {}
