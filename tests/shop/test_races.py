"""Several at the same moment, each with a connection of its own: a sale happens once, whoever comes first."""

import uuid
from functools import partial
from http import HTTPStatus

import pytest
from django.test import Client

from billing.models import Allocation, Receivable, UnassignedMoney
from core import clock
from core.models import DomainEvent
from customers.models import ChangeProposal, Customer, Person
from payments.services import record_transfer
from shop.models import DownloadLink, Ebook, Order
from shop.services import OrderAlreadyPaid, cancel_order, pay_order, place_order, renew_link
from tests.billing.threads import at_once
from tests.factories import a_company, a_delivered_order, a_placed_order, an_ebook, checkout_data

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ebook() -> Ebook:
    a_company()
    return an_ebook("T-1001")


def told(name: str) -> int:
    return DomainEvent.objects.filter(name=name).count()


@pytest.mark.feature("P5.05")
def test_a_double_click_at_the_till_orders_once(ebook: Ebook) -> None:
    form = Client().get("/kasse/?a=T-1001").context["form"]
    entries = {
        "key": form["key"].value(),
        "seen_gross": form["seen_gross"].value(),
        "email": "erika@example.org",
        "given_name": "Erika",
        "family_name": "Leserin",
        "country": "DE",
        "method": "transfer",
        "waiver": "on",
    }

    answers = at_once([lambda: Client().post("/kasse/?a=T-1001", entries)] * 6)

    assert {answer.status_code for answer in answers} == {HTTPStatus.SEE_OTHER}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert [model.objects.count() for model in (Order, Receivable, Person, Customer)] == [1, 1, 1, 1]
    assert told("order.placed") == told("payment.opened") == 1


@pytest.mark.feature("P5.03", "P5.04")
def test_first_orders_of_one_address_at_once_make_one_person_and_customer(ebook: Ebook) -> None:
    spellings = ["erika@example.org", "Erika@Example.org", "ERIKA@example.org", "erika@EXAMPLE.ORG"]

    placed = at_once([partial(place_order, data=checkout_data(ebook, email=email)) for email in spellings])

    assert all(row.created for row in placed)
    assert sorted(row.order.number[-6:] for row in placed) == ["000001", "000002", "000003", "000004"]
    person = Person.objects.get()
    assert person.user is not None
    assert Customer.objects.get().orders.count() == 4
    assert (told("person.created"), told("customer.created"), ChangeProposal.objects.count()) == (1, 1, 0)


@pytest.mark.feature("P5.03")
def test_strangers_who_order_at_once_stay_strangers(ebook: Ebook) -> None:
    emails = [f"{uuid.uuid4().hex}@example.org" for _ in range(6)]

    at_once([partial(place_order, data=checkout_data(ebook, email=email)) for email in emails])

    assert sorted(Person.objects.values_list("email", flat=True)) == sorted(emails)
    numbers = sorted(number[-6:] for number in Customer.objects.values_list("number", flat=True))
    assert numbers == [f"{n:06}" for n in range(1, 7)]


@pytest.mark.feature("P5.06")
def test_cancelled_and_paid_at_the_same_moment_ends_in_one_of_two_clear_states(ebook: Ebook) -> None:
    """Whoever comes second is told: the money waits for a decision, or the cancellation is refused."""
    orders = [a_placed_order(ebook, email=f"reader{number}@example.org") for number in range(6)]
    for order in orders:
        pay_order(order=order, method="transfer")

    at_once([partial(deed, order) for order in orders for deed in (_pay, _cancel)])

    for order in orders:
        order.refresh_from_db()
        allocated = Allocation.objects.filter(receivable=order.claim).count()
        waiting = UnassignedMoney.objects.filter(receivable=order.claim).count()
        assert (order.state, order.claim.state, allocated, waiting) in [
            ("paid", "settled", 1, 0),
            ("cancelled", "cancelled", 0, 1),
        ]
        facts = DomainEvent.objects.filter(subject_type="shop.order", subject_id=str(order.pk))
        assert facts.filter(name__in=["order.paid", "order.cancelled"]).count() == 1


def _pay(order: Order) -> None:
    record_transfer(reference=str(order.claim.uuid), amount=order.gross, received_on=clock.today(), actor=None)


def _cancel(order: Order) -> str:
    try:
        cancel_order(order_id=order.pk, reason="Probe")
    except OrderAlreadyPaid:
        return "paid"
    return "cancelled"


@pytest.mark.feature("P5.08")
def test_a_link_renewed_from_several_sides_at_once_has_one_successor(ebook: Ebook) -> None:
    order = a_delivered_order(ebook)
    link = DownloadLink.objects.get(line__order=order)

    fresh = at_once([partial(renew_link, link_id=link.pk)] * 4)

    assert len({row.pk for row in fresh}) == 1
    assert DownloadLink.objects.filter(line__order=order).count() == 2
