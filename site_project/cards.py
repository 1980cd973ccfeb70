"""What a link to the site shows elsewhere: the owner as schema.org's Person, for a script block of data."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from corpus.models import Portrait, Profile

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def person_json(profile: Profile, portrait: Portrait | None) -> SafeString:
    """Return a ProfilePage with its Person as JSON-LD, safe between script tags."""
    person = {
        "@type": "Person",
        "name": profile.name,
        "description": profile.headline,
        "url": f"{settings.SITE_URL}/",
        "image": f"{settings.SITE_URL}{portrait.get_absolute_url()}" if portrait else "",
        "homeLocation": {"@type": "Place", "name": profile.place} if profile.place else "",
        "sameAs": [profile.linkedin_url] if profile.linkedin_url else "",
        "knowsLanguage": profile.languages,
    }
    page = {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "dateModified": profile.updated_at.isoformat(),
        "mainEntity": {name: value for name, value in person.items() if value},
    }
    # Every character that could end the block or open a tag is escaped above.
    return mark_safe(json.dumps(page, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
