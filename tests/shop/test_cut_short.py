"""A program dies between two of its steps: what it has left behind is enough to go on."""

import io
import zipfile

import pytest
from django.test import Client
from pytest_django import Settings

from automations.services import drain
from billing.services import record_receipt
from core import clock
from payments.models import Payment
from shop.models import DownloadLink, MarkedCopy, Order
from shop.services import prepare_copies
from shop.tokens import link_token, order_path
from tests.factories import a_company, a_delivered_order, a_placed_order
from tests.support.smtp import mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company() -> None:
    a_company()


@pytest.mark.feature("P5.05")
@pytest.mark.parametrize(("method", "status"), [("transfer", "transfer"), ("paypal", "failed")])
def test_an_order_without_a_begun_payment_tells_its_buyer_how_to_pay(client: Client, method: str, status: str) -> None:
    """The web server died between order and payment."""
    order = a_placed_order(method=method)
    assert not Payment.objects.exists()
    page = client.get(order_path(order))
    assert page.context["status"] == status
    assert (b"DE02 1203" if method == "transfer" else b"/bezahlen/") in page.content


@pytest.mark.feature("P5.06")
@pytest.mark.django_db(transaction=True)
def test_money_for_an_order_without_a_begun_payment_is_booked_and_the_book_delivered(settings: Settings) -> None:
    order = a_placed_order()
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        record_receipt(receivable_id=order.claim.pk, amount=order.gross, received_on=clock.today(), seen=0, actor=None)
        drain()
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    assert DownloadLink.objects.filter(line__order=order).count() == 1


@pytest.mark.feature("P5.08")
def test_a_copy_that_was_written_but_not_noted_is_made_again(client: Client) -> None:
    order = a_delivered_order()
    lost = MarkedCopy.objects.get(line__order=order, format="epub")
    left_behind = lost.file.name
    lost.delete()

    prepare_copies(order_id=order.pk)

    again = MarkedCopy.objects.get(line__order=order, format="epub")
    assert (again.file.name != left_behind, again.size) == (True, lost.size)
    link = DownloadLink.objects.get(line__order=order)
    taken = client.post(f"/download/{link_token(link)}/", {"format": "epub"})
    book = b"".join(client.get(taken.headers["Location"]))
    assert zipfile.ZipFile(io.BytesIO(book)).testzip() is None
