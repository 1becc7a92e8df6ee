"""What staff do with a message."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, protocol
from mailing import facts
from mailing.enums import State
from mailing.models import Message
from mailing.render import Mail
from mailing.services.queue import queue_rendered
from mailing.services.send import tell

ON_THE_WAY = (State.QUEUED, State.CLAIMED, State.SENDING)


class NotPossible(Exception):
    """The message is not in a state for this; the words are for the person who asked."""


@transaction.atomic
def resend_message(*, message_id: int, actor: Any, to: str = "") -> Message:
    """Queue the same mail again, to the same or a corrected address. A double click is one mail."""
    message = _locked(message_id)
    origin = message.resend_of or message
    if not message.may_be_resent or origin.resends.filter(state__in=ON_THE_WAY).exists():
        raise NotPossible(_("This mail is still on its way."))
    if message.holds_secret and to and to.casefold() != message.to_email.casefold():
        raise NotPossible(_("A mail with a secret link goes only to the address it was made for."))
    again = queue_rendered(
        mail=Mail(message.subject, message.html, message.text),
        to=message.to_email if message.holds_secret else to or message.to_email,
        to_name=message.to_name,
        effect_key=f"resend:{origin.pk}:{origin.resends.count() + 1}",
        attachments=[item.document for item in message.attachments.select_related("document").order_by("id")],
        headers=message.headers,
        resend_of=origin,
        category=message.category,
        template=message.template,
        related_type=message.related_type,
        related_id=message.related_id,
        person_id=message.person_id,
        language=message.language,
    )
    if message.state in {State.FAILED, State.UNCLEAR}:
        _settle(message, State.CANCELLED)
    protocol.record("mail.resent", obj=message, actor=actor, person_id=message.person_id, data={"again": again.pk})
    return again


@transaction.atomic
def mark_as_sent(*, message_id: int, actor: Any) -> Message:
    """Somebody has found out that an unclear mail did arrive."""
    message = _locked(message_id)
    if message.state != State.UNCLEAR:
        raise NotPossible(_("Only an unclear mail can be marked as sent."))
    message.accepted_at = clock.now()
    _settle(message, State.ACCEPTED)
    protocol.record("mail.marked_as_sent", obj=message, actor=actor, person_id=message.person_id)
    tell(message, facts.MAIL_ACCEPTED)
    return message


@transaction.atomic
def cancel_message(*, message_id: int, actor: Any, reason: str = "") -> Message:
    message = _locked(message_id)
    if not message.may_be_cancelled:
        raise NotPossible(_("This mail cannot be cancelled any more."))
    _settle(message, State.CANCELLED)
    protocol.record("mail.cancelled", obj=message, actor=actor, person_id=message.person_id, data={"reason": reason})
    return message


def _locked(message_id: int) -> Message:
    return Message.objects.select_for_update().get(pk=message_id)


def _settle(message: Message, state: State) -> None:
    """Without a lease token a worker that still holds the row can no longer write to it."""
    message.state, message.due_at, message.lease_token, message.leased_until = state, None, "", None
    message.save(update_fields=["state", "due_at", "lease_token", "leased_until", "accepted_at"])
