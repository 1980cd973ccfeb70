"""Headers on every response, and an id on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

type_get_response = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    def __init__(self, get_response: type_get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class HeadersMiddleware(RequestIdMiddleware):
    pass
