"""What a proxy in front of us may keep for a minute: pages that editors made, the same for everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

SECONDS = 60


class PublicPages:
    """Marks them as public; says nothing about any other answer. The reader's own browser always asks again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_public(request, response):
            response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS}"
        return response


def _is_public(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.url_name == "wagtail_serve"
        and request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and "Cache-Control" not in response.headers
        and not response.cookies
        and not has_vary_header(response, "Cookie")
    )
