import logging
import re
import uuid
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from core import logs, protocol

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("core.requests")


class RequestLog:
    """One line per request, under an id that the answer tells, too. What follows `?` may be personal: left out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if re.fullmatch(r"[\w.-]{8,64}", given, re.ASCII) else uuid.uuid4().hex
        start = perf_counter()
        with logs.about(request_id=request_id):
            response = self.get_response(request)
            took = round((perf_counter() - start) * 1000)
            facts = {"method": request.method, "path": request.path, "status": response.status_code, "ms": took}
            level = logging.DEBUG if request.path.startswith("/healthz/") else logging.INFO
            logger.log(level, "%(method)s %(path)s %(status)s %(ms)s ms", facts, extra=facts)
        response.headers["X-Request-ID"] = request_id
        return response


class KeepSecrets:
    """No answer at an address that opens something stays in a cache: pages as little as redirects and refusals."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if logs.holds_secret(request.path) and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "private, no-store"
        return response


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
        if int(length) > _longest_body(request):
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


def _longest_body(request: HttpRequest) -> int:
    if request.path.startswith("/admin/"):
        return settings.MAX_BODY_STAFF
    upload = request.path.startswith(settings.UPLOAD_PATH) and request.content_type == "multipart/form-data"
    return settings.MAX_BODY_UPLOAD if upload else settings.MAX_BODY_PUBLIC


class Actor:
    """Names the acting user to the protocol, without looking at the session unless something is recorded."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        channel = "admin" if request.path.startswith("/admin/") else "web"
        with protocol.acting(request.user, channel):
            return self.get_response(request)
