"""What monitoring asks: one word in plain text and a status, nothing about anybody, no login."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock, duties

# Duties are looked at each minute; a long one may hold up the next ones for a while.
WORKER_SILENCE = timedelta(minutes=5)


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The web process answers."""
    return _say("ok")


@never_cache
@require_safe
def database_health(request: HttpRequest) -> HttpResponse:
    """The database answers it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _say("the database does not answer", 503)
    return _say("ok")


@never_cache
@require_safe
def worker_health(request: HttpRequest) -> HttpResponse:
    """The worker has begun one of its periodic duties lately."""
    try:
        seen = duties.last_start()
    except DatabaseError:
        return _say("the database does not answer", 503)
    if seen is None or clock.now() - seen > WORKER_SILENCE:
        return _say("the worker is silent", 503)
    return _say("ok")


def _say(word: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8")
