from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from core.models import NumberSeries
from core.models.numbers import validate_pattern
from core.numbers import next_number

IN_2026 = datetime(2026, 11, 21, 12, tzinfo=UTC)


def take(at: datetime = IN_2026, series: str = "order") -> str:
    with transaction.atomic():
        return next_number(series, at)


@pytest.mark.django_db
def test_next_number_counts_within_the_year() -> None:
    assert [take(), take(), take()] == ["B-2026-000001", "B-2026-000002", "B-2026-000003"]


@pytest.mark.django_db
def test_next_number_starts_again_with_the_year_on_the_wall() -> None:
    new_year_in_berlin = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert [take(), take(new_year_in_berlin)] == ["B-2026-000001", "B-2027-000001"]


@pytest.mark.django_db
def test_next_number_without_a_year_never_starts_again() -> None:
    assert [take(series="customer"), take(IN_2026.replace(year=2027), "customer")] == ["K-000001", "K-000002"]


@pytest.mark.django_db
def test_next_number_follows_an_edited_pattern() -> None:
    take()
    NumberSeries.objects.filter(key="order").update(pattern="{year}/{number:03d}")
    assert take() == "2026/002"


@pytest.mark.django_db(transaction=True)
def test_next_number_is_refused_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        next_number("order", IN_2026)


@pytest.mark.django_db(transaction=True)
def test_a_number_of_a_rolled_back_document_is_given_out_again() -> None:
    def fail() -> None:
        with transaction.atomic():
            assert next_number("order", IN_2026) == "B-2026-000001"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert take() == "B-2026-000001"


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_are_all_different_and_without_a_gap() -> None:
    def take_and_close(_: int) -> str:
        try:
            return take()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        taken = sorted(pool.map(take_and_close, range(40)))
    assert taken == [f"B-2026-{n:06d}" for n in range(1, 41)]


@pytest.mark.parametrize("pattern", ["R-{year}", "{numer}", "{number.__class__}", "{", "{number:06d}" * 8])
def test_a_pattern_that_gives_no_unique_number_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError):
        validate_pattern(pattern)
