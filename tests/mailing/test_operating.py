"""What staff do with a mail that did not arrive."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from core import clock, documents, protocol
from core.models import DomainEvent
from mailing.models import Message
from mailing.services import NotPossible, cancel_message, mark_as_sent, resend_message, send_due
from tests.mailing.conftest import queue, state
from tests.support.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("K34")]


@pytest.fixture
def actor() -> User:
    return User.objects.create_user("support@example.com")


def in_state(name: str, **changes: Any) -> Message:
    message = queue(**changes)
    Message.objects.filter(pk=message.pk).update(state=name, due_at=None)
    return message


def test_a_failed_mail_goes_again_to_a_corrected_address(server: MailServer, actor: User) -> None:
    invoice = documents.store("Rechnung.pdf", "application/pdf", b"%PDF")
    failed = in_state("failed", attachments=[invoice])
    again = resend_message(message_id=failed.pk, actor=actor, to="richtig@example.com")
    assert send_due(clock.now()) == 1
    assert (state(failed), state(again)) == ("cancelled", "accepted")
    (letter,) = server.letters
    assert letter.recipients == ["richtig@example.com"]
    assert [part.get_filename() for part in letter.mail.iter_attachments()] == ["Rechnung.pdf"]
    assert again.message_id != failed.message_id
    fact = DomainEvent.objects.get(name="mail.accepted")
    assert fact.payload["effect_key"] == "order:1:paid", "what waits for the first mail hears of the second"
    assert (again.resend_of, protocol.history(failed)[0].actor) == (failed, actor)


def test_a_double_click_sends_one_mail(actor: User) -> None:
    message = in_state("accepted")
    resend_message(message_id=message.pk, actor=actor)
    with pytest.raises(NotPossible):
        resend_message(message_id=message.pk, actor=actor)
    assert Message.objects.count() == 2


@pytest.mark.parametrize("on_the_way", ["queued", "claimed", "sending"])
def test_a_mail_on_its_way_is_not_sent_again(actor: User, on_the_way: str) -> None:
    with pytest.raises(NotPossible):
        resend_message(message_id=in_state(on_the_way).pk, actor=actor)
    assert Message.objects.count() == 1


def test_a_mail_with_a_secret_goes_to_no_other_address(actor: User) -> None:
    message = in_state("failed", template="account_activation", category="security")
    with pytest.raises(NotPossible):
        resend_message(message_id=message.pk, actor=actor, to="thief@example.com")
    assert Message.objects.count() == 1
    assert (
        resend_message(message_id=message.pk, actor=actor, to="JOHANNA@example.com").to_email == "johanna@example.com"
    )


def test_a_corrected_address_must_be_one(actor: User) -> None:
    with pytest.raises(ValidationError):
        resend_message(message_id=in_state("failed").pk, actor=actor, to="a@example.com\nBcc: b@example.com")
    assert Message.objects.count() == 1


def test_an_unclear_mail_that_did_arrive_counts_as_sent(actor: User) -> None:
    message = in_state("unclear")
    mark_as_sent(message_id=message.pk, actor=actor)
    assert state(message) == "accepted"
    assert DomainEvent.objects.filter(name="mail.accepted").count() == 1
    with pytest.raises(NotPossible):
        mark_as_sent(message_id=message.pk, actor=actor)


def test_a_cancelled_mail_is_never_sent(server: MailServer, actor: User) -> None:
    message = queue()
    cancel_message(message_id=message.pk, actor=actor, reason="wrong book")
    assert (send_due(clock.now()), state(message), server.letters) == (0, "cancelled", [])
    with pytest.raises(NotPossible):
        cancel_message(message_id=message.pk, actor=actor)
    assert protocol.history(message)[0].data == {"reason": "wrong book"}
