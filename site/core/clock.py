"""The one source of time. Services take `now` as an argument or ask here; tests move all processes by one file."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Aware, UTC."""
    return timezone.now() + _offset()


def today() -> date:
    """The date on the wall of the site's time zone."""
    return timezone.localtime(now()).date()


def shift(by: timedelta) -> None:
    """Move the clock of every process that shares the offset file. Tests only."""
    path = Path(settings.CLOCK_OFFSET_FILE or "")
    fresh = path.with_suffix(".new")  # nobody reads half a number
    fresh.write_text(str((_offset() + by).total_seconds()), encoding="utf-8")
    fresh.replace(path)


def _offset() -> timedelta:
    if not settings.CLOCK_OFFSET_FILE:
        return timedelta()
    try:
        return timedelta(seconds=float(Path(settings.CLOCK_OFFSET_FILE).read_text(encoding="utf-8") or 0))
    except FileNotFoundError:
        return timedelta()
