"""How numbers look is set in the back office; what was given out stays."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from core import clock
from core.models import NumberSeries, ProtocolEntry
from core.numbers import DEFAULT_PATTERNS, next_number

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C05")]
LIST = "/admin/nummernkreise/"


@pytest.fixture
def chief(client: Client) -> User:
    user = User.objects.create_superuser("chief@example.org")
    client.force_login(user)
    return user


def number(series: str) -> str:
    with transaction.atomic():
        return next_number(series, clock.now())


def test_all_series_are_there_before_the_first_document(client: Client, chief: User) -> None:
    assert set(NumberSeries.objects.values_list("key", flat=True)) >= DEFAULT_PATTERNS.keys()
    page = client.get(LIST).content.decode()
    assert f"R-{clock.today().year}-000001" in page
    number("invoice")
    assert f"R-{clock.today().year}-000002" in client.get(LIST).content.decode()


def test_a_new_pattern_holds_from_the_next_number_on(client: Client, chief: User) -> None:
    series = NumberSeries.objects.get(key="invoice")
    before = number("invoice")
    answer = client.post(f"{LIST}edit/{series.pk}/", {"pattern": "RE{year}/{number:04d}"})
    assert answer.status_code == 302
    assert (before, number("invoice")) == (f"R-{clock.today().year}-000001", f"RE{clock.today().year}/0002")
    entry = ProtocolEntry.objects.get(action="number_series.changed")
    assert (entry.actor, entry.changes) == (chief, {"pattern": ["R-{year}-{number:06d}", "RE{year}/{number:04d}"]})


@pytest.mark.parametrize(
    "pattern",
    ["", "R", "{year}", "{number.__class__}", "{0}", "{number:06d", "{number:99999999d}", "x" * 61, "{number!r:>40}"],
)
def test_a_pattern_that_cannot_work_changes_nothing(client: Client, chief: User, pattern: str) -> None:
    series = NumberSeries.objects.get(key="invoice")
    assert client.post(f"{LIST}edit/{series.pk}/", {"pattern": pattern}).status_code == 200
    assert NumberSeries.objects.get(pk=series.pk).pattern == series.pattern


def test_after_a_restore_all_series_go_on_under_another_name() -> None:
    given = {series: number(series) for series in DEFAULT_PATTERNS}
    call_command("prefix_numbers", "A", stdout=StringIO())
    assert {series: number(series)[:-1] for series in given} == {key: f"A{one[:-1]}" for key, one in given.items()}
    assert ProtocolEntry.objects.filter(action="number_series.changed").count() == len(given)


def test_a_prefix_that_one_series_cannot_bear_changes_none() -> None:
    before = set(NumberSeries.objects.values_list("pattern", flat=True))
    for prefix in ("{", "A" * 30):
        with pytest.raises(CommandError):
            call_command("prefix_numbers", prefix)
    assert set(NumberSeries.objects.values_list("pattern", flat=True)) == before
