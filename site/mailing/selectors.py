import re
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from core import protocol
from core.models import ProtocolEntry
from mailing.enums import State
from mailing.models import MailChannel, Message

ATTENTION = (State.FAILED, State.UNCLEAR)
SMTP = "smtp"


def due_messages(now: datetime) -> QuerySet[Message]:
    """The most urgent first."""
    return Message.objects.filter(state=State.QUEUED, due_at__lte=now).order_by("priority", "due_at", "id")


def paused_channel(now: datetime) -> MailChannel | None:
    return MailChannel.objects.filter(name=SMTP, paused_until__gt=now).first()


def needing_attention() -> QuerySet[Message]:
    """Failed, or unclear with nothing more happening by itself."""
    return Message.objects.filter(state__in=ATTENTION, due_at__isnull=True)


def attention() -> tuple[int, str]:
    """For the home panel: (number, address of the list)."""
    query = urlencode([("state", state.value) for state in ATTENTION])
    return needing_attention().count(), f"{reverse('mail_log:index')}?{query}"


def history(message: Message) -> QuerySet[ProtocolEntry]:
    return protocol.history(message).prefetch_related("values")


def redacted(text: str) -> str:
    """Without the addresses in it: a link to set a password is nobody else's business."""
    return re.sub(r"https?://\S+", "[…]", text)


def template_history(key: str, language: str) -> QuerySet[ProtocolEntry]:
    return (
        ProtocolEntry.objects.filter(object_type="mailing.mailtemplate", data__key=key, data__language=language)
        .select_related("actor")
        .order_by("-pk")
    )
