"""Rate limits as atomic rows: they hold over all processes and restarts."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import clock
from core.models.limits import RateWindow

# Asked and counted in one statement, which both databases know and Django does not. No row comes back when it was full.
COUNT = """
    WITH room AS (
        SELECT %(limit)s - COALESCE(SUM(hits), 0) * %(share)s AS hits
        FROM core_ratewindow WHERE key = %(key)s AND "window" = %(before)s
    )
    INSERT INTO core_ratewindow (key, "window", hits) SELECT %(key)s, %(window)s, 1 FROM room WHERE room.hits >= 1
    ON CONFLICT (key, "window") DO UPDATE SET hits = core_ratewindow.hits + 1
    WHERE core_ratewindow.hits + 1 <= (SELECT room.hits FROM room)
    RETURNING hits
"""


def hit(key: str, *, limit: int, period: int) -> bool:
    """Count a hit; False, and not counted, when the key has had `limit` in the last `period` seconds.

    The window slides: of the hits of the window before as many count as lie in the last `period` if they came evenly.
    So nobody gets twice the limit around the turn of a window, and who waits for a period and a `limit`th of it may
    come again. RATE_LIMIT_FACTOR raises every limit.
    """
    moment = clock.now().timestamp()
    window = int(moment) // period * period
    values: dict[str, str | int | float] = {
        "key": salted_hmac("core.ratelimit", f"{key}:{period}", algorithm="sha256").hexdigest(),
        "window": window,
        "before": window - period,
        "limit": limit * settings.RATE_LIMIT_FACTOR,
        "share": 1 - (moment - window) / period,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return cursor.fetchone() is not None


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
