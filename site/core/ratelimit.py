"""Rate limits as atomic rows: they hold over all processes and restarts."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import clock
from core.models.limits import RateWindow

# Counted and asked in one statement, which both databases know and Django does not.
COUNT = """
    INSERT INTO core_ratewindow (key, "window", hits) VALUES (%s, %s, 1)
    ON CONFLICT (key, "window") DO UPDATE SET hits = core_ratewindow.hits + 1
    RETURNING hits
"""


def hit(key: str, *, limit: int, period: int) -> bool:
    """Count a hit; False when the key has had more than `limit` in this window of `period` seconds.

    RATE_LIMIT_FACTOR raises every limit.
    """
    window = int(clock.now().timestamp()) // period * period
    hashed = salted_hmac("core.ratelimit", f"{key}:{period}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [hashed, window])
        hits: int = cursor.fetchone()[0]
    return hits <= limit * settings.RATE_LIMIT_FACTOR


def client_address(request: HttpRequest) -> str:
    """The client's IP; behind proxies the entry that the outermost trusted proxy wrote (TRUSTED_PROXIES)."""
    hops = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def forget_old_windows() -> int:
    """Delete windows older than a day. Returns how many."""
    limit = int(clock.now().timestamp()) - 86_400
    return RateWindow.objects.filter(window__lt=limit).delete()[0]
