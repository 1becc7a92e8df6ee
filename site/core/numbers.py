"""Numbers of documents: unique, in order, given out by the transaction that issues (§ 14 (4) no. 4 UStG)."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from core.models.numbers import NumberCounter, NumberSeries

DEFAULT_PATTERNS = {
    "order": "B-{year}-{number:06d}",
    "invoice": "R-{year}-{number:06d}",
    "customer": "K-{number:06d}",
    "withdrawal": "W-{year}-{number:06d}",
}


def next_number(series: str, at: datetime) -> str:
    """The next number. Holds the series' lock until the transaction ends: call it last (`core/locks.md`)."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given out inside the transaction that issues the document")
    row, _ = NumberSeries.objects.get_or_create(key=series, defaults={"pattern": DEFAULT_PATTERNS[series]})
    year = timezone.localtime(at).year
    NumberCounter.objects.get_or_create(series=row, year=year if row.yearly else 0)
    counter = NumberCounter.objects.select_for_update().get(series=row, year=year if row.yearly else 0)
    counter.last += 1
    counter.save(update_fields=["last"])
    return row.pattern.format(year=year, number=counter.last)
