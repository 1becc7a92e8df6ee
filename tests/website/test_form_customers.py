"""What somebody has sent by forms, on the customer's screen."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from core import clock
from core.admin import SHOWN
from customers.models import Customer
from tests.factories import a_company, a_placed_order
from tests.website.editing import member
from tests.website.enquiries import a_form, a_submission
from website.models import Form, FormSubmission
from website.roles import ACCOUNTING, SUPPORT
from website.services.forms import erase_submission

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C07")]
LIST = "/admin/einsendungen/"


@pytest.fixture
def support() -> Client:
    return member(SUPPORT)


@pytest.fixture
def customer() -> Customer:
    a_company()
    return a_placed_order(email="erika@example.org").customer


@pytest.fixture
def form() -> Form:
    return a_form()


def screen(client: Client, customer: Customer) -> Any:
    answer = client.get(f"/admin/kunden/inspect/{customer.pk}/")
    assert answer.status_code == 200
    return answer


def address(submission: FormSubmission) -> str:
    return f'href="{LIST}inspect/{submission.pk}/"'


def lots(form: Form, customer: Customer, count: int) -> list[FormSubmission]:
    """The first is the latest."""
    return [
        FormSubmission.objects.create(
            token_hash=f"t{number}",
            form=form,
            person=customer.person,
            submitted_at=clock.now() - timedelta(days=number),
        )
        for number in range(count)
    ]


def test_staff_see_what_the_customer_has_sent_the_newest_first(support: Client, customer: Customer, form: Form) -> None:
    first = a_submission(form)
    clock.shift(timedelta(days=3))
    last = a_submission(a_form(name="Rückruf"), Frage="Noch etwas")
    other = a_submission(form, **{"E-Mail": "otto@example.org"})
    support.post(f"{LIST}{first.pk}/spam/")
    html = screen(support, customer).text
    panel = html[html.index("<h2>Einsendungen</h2>") : html.index("<h2>Zugriffsrechte</h2>")]
    assert panel.index(address(last)) < panel.index("Rückruf") < panel.index(address(first))
    assert panel.index(address(first)) < panel.index("Seminaranfrage") < panel.index("Spamverdacht")
    assert address(other) not in html
    assert "ob die Person es war, ist nicht bewiesen" in panel
    assert "?customer=" not in panel, "there are no others"


def test_those_who_may_not_read_submissions_do_not_learn_of_them(customer: Customer, form: Form) -> None:
    a_submission(form)
    answer = screen(member(ACCOUNTING), customer)
    assert "website/admin/_customer_submissions.html" not in [panel["template"] for panel in answer.context["panels"]]
    assert "Einsendungen" not in answer.text
    assert LIST not in answer.text


def test_nothing_stands_there_without_submissions_or_after_they_were_erased(
    support: Client, customer: Customer, form: Form
) -> None:
    assert "<h2>Einsendungen</h2>" not in screen(support, customer).text
    kept = a_submission(form)
    assert "<h2>Einsendungen</h2>" in screen(support, customer).text
    erase_submission(submission_id=kept.pk, reason="Bitte")
    answer = screen(support, customer)
    assert "<h2>Einsendungen</h2>" not in answer.text
    assert address(kept) not in answer.text


def test_of_many_the_latest_stand_there_and_all_of_them_in_the_list(
    support: Client, customer: Customer, form: Form
) -> None:
    kept = lots(form, customer, SHOWN + 1)
    a_submission(form, **{"E-Mail": "otto@example.org"})
    html = screen(support, customer).text
    assert [address(row) in html for row in kept] == [True] * SHOWN + [False]
    everything = f"{LIST}?customer={customer.number}"
    assert f'href="{everything}"' in html
    found = support.get(everything)
    assert {row.pk for row in found.context["object_list"]} == {row.pk for row in kept}
    assert support.get(everything.lower()).context["paginator"].count == SHOWN + 1, "as somebody types it"
    assert support.get(f"{LIST}?customer=K-0").context["paginator"].count == 0


def test_many_submissions_cost_no_more_queries_than_one(
    support: Client, customer: Customer, form: Form, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lots(form, customer, 1)
    screen(support, customer)  # what is asked once per process has been asked
    with CaptureQueriesContext(connection) as for_one:
        screen(support, customer)
    FormSubmission.objects.all().delete()
    lots(form, customer, SHOWN + 5)
    with django_assert_num_queries(len(for_one)):
        screen(support, customer)
