import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core import protocol

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestGuard:
    """Refuses what no page needs, before anything looks at it: NUL in the address, bodies without a length or beyond

    the limit."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "\x00" in request.path or "%00" in query or "\x00" in query or not re.fullmatch(r"[0-9]{1,18}", length):
            return HttpResponse(render_to_string("400.html"), status=400)
        limit = settings.MAX_BODY_STAFF if request.path.startswith("/admin/") else settings.MAX_BODY_PUBLIC
        if int(length) > limit:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


class Actor:
    """Names the acting user to the protocol, without looking at the session unless something is recorded."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        channel = "admin" if request.path.startswith("/admin/") else "web"
        with protocol.acting(request.user, channel):
            return self.get_response(request)
