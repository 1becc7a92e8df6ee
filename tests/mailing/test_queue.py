from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from core import documents, protocol
from core.models import RateWindow
from mailing.models import Message
from mailing.placeholders import TemplateError
from mailing.registry import get_template
from tests.mailing.conftest import queue

pytestmark = pytest.mark.django_db


def test_the_same_effect_is_queued_once() -> None:
    first, second = queue(), queue(to="other@example.com")
    assert (first.pk, first.message_id) == (second.pk, second.message_id)
    assert list(Message.objects.values_list("to_email", flat=True)) == ["johanna@example.com"]
    assert [entry.action for entry in protocol.history(first)] == ["mail.queued"]


def test_a_mail_is_undone_with_the_transaction_that_queued_it() -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_value_queues_nothing(missing: str | None) -> None:
    context = get_template("payment_failed").sample()
    context["customer"]["name"] = missing
    with pytest.raises(TemplateError) as caught:
        queue(context=context)
    assert caught.value.path in {"customer", "customer.name"}
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "no address",
        "a@b",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\n",
        "a b@example.com",
        "a@exa\x00mple.com",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        queue(to=address)
    assert not Message.objects.exists()


def test_an_object_is_no_value_for_a_mail() -> None:
    context = get_template("payment_failed").sample()
    context["order"]["number"] = RateWindow(key="x", window=1)
    with pytest.raises(TypeError):
        queue(context=context)


@pytest.mark.feature("P5.08")
def test_a_mail_keeps_what_it_is_about_and_its_attachments() -> None:
    invoice = documents.store("Rechnung.pdf", "application/pdf", b"%PDF-1.7")
    thing = RateWindow.objects.create(key="thing", window=1)
    message = queue(template="ebook_delivery", related=thing, person_id=7, attachments=[invoice], language="en")
    assert (message.related_type, message.related_id, message.person_id) == ("core.ratewindow", str(thing.pk), 7)
    assert [(item.name, item.document) for item in message.attachments.all()] == [("Rechnung.pdf", invoice)]
    assert (message.language, message.subject) == ("en", "Your ebook is ready to download (B-2026-000123)")


def test_urgent_mails_stand_before_advertising() -> None:
    kinds = ["marketing", "transactional", "security"]
    assert [queue(key=kind, category=kind).priority for kind in kinds] == [30, 10, 0]


def test_amounts_are_decimals() -> None:
    context = get_template("payment_failed").sample()
    context["order"]["gross"] = Decimal("1234.5")
    assert "1.234,50\u00a0€" in queue(context=context).text
