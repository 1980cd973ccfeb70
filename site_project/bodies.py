"""What daphne does with a request before Django sees it, made harmless.

Twisted reads every POSTed form into memory and parses it in the event loop, for nobody: Django parses it again. One
form of 40 MB held up every visitor for ten seconds. The header `Daphne-Root-Path` lets a stranger move the site.
"""

from typing import Any

from daphne import http_protocol  # type: ignore[import-untyped]

BODY_MOST_BYTES = 10 * 1024 * 1024  # above every limit of the site's own, so that those get to say what is too long


class SiteRequest(http_protocol.WebRequest):  # type: ignore[misc]  # an untyped library
    """A request whose body is kept up to `BODY_MOST_BYTES` and never parsed here.

    Of a bigger one nothing is kept, only its length: Django refuses it by that, with a page or JSON of the site's.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parsePOSTFormSubmission = False
        self._received = 0

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body, or only count it."""
        self._received += len(data)
        if self._received <= BODY_MOST_BYTES:
            super().handleContentChunk(data)

    def process(self) -> Any:
        """Hand the request on."""
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        if self._received > BODY_MOST_BYTES:
            self.content.seek(0)
            self.content.truncate()
            self.requestHeaders.setRawHeaders(b"Content-Length", [str(self._received).encode()])
        return super().process()


def bodies_guard() -> None:
    """Make daphne use it: its factory takes the class from its module. Another server never imports it."""
    http_protocol.WebRequest = SiteRequest
