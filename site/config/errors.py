"""Error pages: plain templates, but for 404 without a query, so that they work when nothing else does."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.selectors import SiteFacts, last_site_facts, site_facts


def _page(status: int, house: SiteFacts | None = None) -> HttpResponse:
    context = {"house": house or last_site_facts()}
    response = HttpResponse(render_to_string(f"{status}.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(404, site_facts())


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _page(405)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(429)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(500)


class WordsForMethodNotAllowed:
    """Django has no handler for 405 and answers with an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = method_not_allowed(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page
