import uuid
from collections.abc import Mapping, Sequence
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import models, transaction

from cms.models import CompanySettings
from cms.selectors import site_facts
from core import bell, clock, protocol
from core.models import StoredDocument
from mailing import hygiene, render
from mailing.enums import PRIORITY, Category, State
from mailing.models import Message, MessageAttachment


@transaction.atomic
def queue_mail(  # noqa: PLR0913 -- what a mail has
    *,
    template: str,
    to: str,
    to_name: str,
    context: Mapping[str, Any],
    effect_key: str,
    category: str = Category.TRANSACTIONAL,
    related: models.Model | None = None,
    person_id: int | None = None,
    attachments: Sequence[StoredDocument] = (),
    headers: Mapping[str, str] | None = None,
    language: str = "de",
) -> Message:
    """Render and queue a mail, in the caller's transaction. The same `effect_key` again gives the mail that exists.

    Raises `placeholders.TemplateError` when the text needs a value that `context` does not have, and ValidationError
    when `to` is no address: then nothing is queued.
    """
    existing = Message.objects.filter(effect_key=effect_key).first()
    if existing:
        return existing
    mail = render.render(template, language, context, attachments=[document.name for document in attachments])
    return queue_rendered(
        mail=mail,
        to=to,
        to_name=to_name,
        effect_key=effect_key,
        attachments=attachments,
        headers=headers,
        template=template,
        category=category,
        related_type=related._meta.label_lower if related else "",
        related_id=str(related.pk) if related else "",
        person_id=person_id,
        language=language,
    )


@transaction.atomic
def queue_rendered(
    *,
    mail: render.Mail,
    to: str,
    to_name: str,
    effect_key: str,
    attachments: Sequence[StoredDocument] = (),
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Message:
    """Queue what is already written; `values` are further fields of the message."""
    now, identity = clock.now(), uuid.uuid4()
    message, created = Message.objects.get_or_create(
        effect_key=effect_key,
        defaults={
            "uuid": identity,
            "to_email": hygiene.checked_address(to),
            "to_name": hygiene.clean_line(to_name, limit=120),
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
            "headers": _headers(headers or {}),
            "message_id": f"<{identity}@{_sender_domain()}>",
            "priority": PRIORITY[Category(values["category"])],
            "state": State.QUEUED,
            "created_at": now,
            "due_at": now,
            **values,
        },
    )
    if created:
        MessageAttachment.objects.bulk_create(
            MessageAttachment(message=message, document=document, name=hygiene.clean_line(document.name))
            for document in attachments
        )
        protocol.record(
            "mail.queued", obj=message, person_id=message.person_id, personal={"to": ("", message.to_email)}
        )
        bell.ring()
    return message


def _headers(extra: Mapping[str, str]) -> dict[str, str]:
    sender = formataddr((hygiene.clean_line(site_facts().name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    own = {"From": sender, "Auto-Submitted": "auto-generated"}
    reply_to = CompanySettings.load().email
    if reply_to:
        own["Reply-To"] = reply_to
    headers = {**own, **extra}
    return {name: hygiene.checked_header(name, value) for name, value in headers.items()}


def _sender_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
