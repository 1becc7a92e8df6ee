"""What is built once for a file is the same for each of its tests, whatever the others did with it."""

import pytest
from django.db import transaction

from cms.models import CompanySettings
from core import clock
from tests.factories import a_company
from tests.support.worlds import once_per_file

pytestmark = pytest.mark.django_db
built: list[str] = []


@once_per_file
def company() -> CompanySettings:
    built.append("company")
    return a_company()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_what_was_built_and_changes_its_own(company: CompanySettings, turn: int) -> None:
    assert (company.city, CompanySettings.objects.get().city) == ("Altenhasel", "Altenhasel")
    company.city = f"Neuhasel {turn}"
    company.save()
    assert built == ["company"]


def test_it_is_there_for_those_who_do_not_ask_for_it() -> None:
    assert CompanySettings.objects.get().city == "Altenhasel"


def test_transactions_of_their_own_may_stand_in_it(company: CompanySettings) -> None:
    with transaction.atomic(durable=True):
        CompanySettings.objects.update(city=str(clock.today()))


def test_a_file_has_one() -> None:
    with pytest.raises(TypeError, match="one world"):
        once_per_file(another)


def another() -> None:
    """Never built."""
