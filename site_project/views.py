"""The site's own pages: the home page, health, and what machines read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Who this is, and the two ways to find out more."""
    return render(request, "home.html")
