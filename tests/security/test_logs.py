"""A whole purchase leaves lines in the log, and in none of them a name, an address, a link that opens something."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from automations.services import drain
from core.logs import Json, Line
from mailing.models import Message
from shop.models import Order
from shop.selectors import current_links
from shop.tokens import link_token, order_token
from tests.factories import a_company, an_ebook, pay_by_transfer
from tests.support.smtp import MailServer, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.05", "P5.08")]

BUYER = {
    "email": "wilhelmine@sonderbar.example", "given_name": "Wilhelmine", "family_name": "Grünspecht",
    "company": "Grünspecht & Töchter", "street": "Eulenwinkel 7", "postal_code": "99999", "city": "Käuzchenhausen",
}  # fmt: skip
PASSWORD = "Waldkauz-und-Specht-2026"


class Lines(logging.Handler):
    """What a handler of the site writes, in both formats."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written += [formatter.format(record) for formatter in (Line(), Json())]


@pytest.fixture
def lines() -> Iterator[list[str]]:
    handler, root = Lines(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.written
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 2
        yield running


def test_no_line_of_a_whole_purchase_is_personal(client: Client, lines: list[str], server: MailServer) -> None:
    a_company()
    client.raise_request_exception = False
    secrets = _buy(client, server)
    assert len(lines) > 20
    told = [(secret, line) for line in lines for secret in secrets if secret.lower() in line.lower()]
    assert told == []


def _buy(client: Client, server: MailServer) -> list[str]:
    """Through the whole sale and its accidents. Returns everything that is nobody else's business."""
    address = f"/kasse/?a={an_ebook().number}"
    form = client.get(address).context["form"]
    entries = {name: form[name].value() for name in ("key", "seen_gross")}
    entries |= {**BUYER, "country": "DE", "method": "transfer", "waiver": "on"}
    client.post(address, {**entries, "email": "wilhelmine@"})
    client.post(address, entries)
    order = Order.objects.get()
    client.get(f"/bestellung/{order_token(order)}/")
    client.get(f"/bestellung/{order_token(order)}")
    client.post(f"/bestellung/{order_token(order)}/")
    drain()
    pay_by_transfer(order)
    drain()
    [link] = current_links(order)
    client.get(f"/download/{link_token(link)}/")
    file = client.post(f"/download/{link_token(link)}/", {"format": "epub"}).headers["Location"]
    list(client.get(file))
    client.post("/konto/password/reset/", {"email": BUYER["email"]})
    server.at_recipient = f"550 5.1.1 <{BUYER['email']}>: no such mailbox"
    drain()
    client.post("/konto/login/", {"login": BUYER["email"], "password": PASSWORD})
    client.get(f"/nirgends/?email={BUYER['email']}")
    client.post("/widerruf/", {"name": "Wilhelmine Grünspecht", "contract": order.number, "email": BUYER["email"]})
    assert Message.objects.filter(to_email=BUYER["email"]).count() > 2
    user = User.objects.get(email=BUYER["email"])
    tokens = [order_token(order), link_token(link), file.split("/")[2], str(entries["key"])]
    return [*BUYER.values(), *tokens, PASSWORD, user.email.split("@")[0]]
