"""Numbers of documents: unique, in order, given out by the transaction that issues (§ 14 (4) no. 4 UStG)."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import protocol
from core.models.numbers import NumberCounter, NumberSeries, validate_pattern

DEFAULT_PATTERNS = {
    "order": "B-{year}-{number:06d}",
    "invoice": "R-{year}-{number:06d}",
    "customer": "K-{number:06d}",
    "withdrawal": "W-{year}-{number:06d}",
}
LABELS = {
    "order": _("Orders"),
    "invoice": _("Invoices"),
    "customer": _("Customers"),
    "withdrawal": _("Withdrawals"),
}


def next_number(series: str, at: datetime) -> str:
    """The next number. Holds the series' lock until the transaction ends: call it last (`core/locks.md`)."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given out inside the transaction that issues the document")
    year = timezone.localtime(at).year
    counter = _locked(series, year) or _begin(series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.series.pattern.format(year=year, number=counter.last)


def _locked(series: str, year: int) -> NumberCounter | None:
    counters = (
        NumberCounter.objects.select_for_update(of=("self",))
        .select_related("series")
        .filter(series__key=series, year__in=(0, year))
    )
    return next((counter for counter in counters if counter.year == counter.series.year_of(year)), None)


def _begin(series: str, year: int) -> NumberCounter:
    """The first number of a series, or of a year: whoever comes second waits for the unique key."""
    row, _created = NumberSeries.objects.get_or_create(key=series, defaults={"pattern": DEFAULT_PATTERNS[series]})
    NumberCounter.objects.get_or_create(series=row, year=row.year_of(year))
    counter = _locked(series, year)
    if counter is None:
        raise RuntimeError(f"the series {series} has just been changed")
    return counter


def begin_all() -> None:
    """The rows of all series, so that their patterns can be set before the first document."""
    for key, pattern in DEFAULT_PATTERNS.items():
        NumberSeries.objects.get_or_create(key=key, defaults={"pattern": pattern})


@transaction.atomic
def change_pattern(*, series_id: int, pattern: str, actor: Any) -> NumberSeries:
    """For the numbers from now on; those given out stay. Waits for whoever is giving one out."""
    row = NumberSeries.objects.select_for_update().get(pk=series_id)
    before, row.pattern = row.pattern, pattern
    row.save(update_fields=["pattern"])
    protocol.record("number_series.changed", obj=row, actor=actor, changes={"pattern": [before, pattern]})
    return row


@transaction.atomic
def prefix_all(*, prefix: str) -> list[str]:
    """The patterns of all series begin with `prefix` from now on: what was given out and then lost stays unique."""
    changed = []
    for row in NumberSeries.objects.order_by("key"):
        pattern = f"{prefix}{row.pattern}"
        validate_pattern(pattern)
        changed.append(change_pattern(series_id=row.pk, pattern=pattern, actor=None).pattern)
    return changed


def upcoming(series: NumberSeries, at: datetime) -> str:
    """What the next number would be, for the eye only."""
    year = timezone.localtime(at).year
    counter = series.counters.filter(year=series.year_of(year)).first()
    return series.pattern.format(year=year, number=counter.last + 1 if counter else 1)
