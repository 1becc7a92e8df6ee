"""Django's way out for mail: whatever allauth or Wagtail sends becomes rows of our message table."""

import uuid
from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from core import documents
from core.models import StoredDocument
from mailing import layout
from mailing.enums import Category
from mailing.hygiene import clean_line
from mailing.render import FALLBACK_LANGUAGE, Mail
from mailing.services.queue import queue_rendered


class QueueBackend(BaseEmailBackend):
    """One row per recipient. A plain text gets the house's frame; a finished HTML part stays as it is."""

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            self._queue(email)
        return len(email_messages)

    def _queue(self, email: EmailMessage) -> None:
        language = (get_language() or FALLBACK_LANGUAGE).split("-")[0]
        subject = clean_line(str(email.subject), limit=200)
        bodies = _html_part(email) or layout.from_plain_text(str(email.body), subject=subject, language=language)
        attachments = _stored(email)
        for recipient in email.recipients():
            name, address = parseaddr(recipient)
            queue_rendered(
                mail=Mail(subject, bodies.html, bodies.text),
                to=address or recipient,
                to_name=name,
                effect_key=f"backend:{uuid.uuid4()}",
                attachments=attachments,
                headers={"Reply-To": ", ".join(email.reply_to)} if email.reply_to else None,
                category=Category.SECURITY,
                language=language,
            )


def _html_part(email: EmailMessage) -> layout.Bodies | None:
    alternatives = email.alternatives if isinstance(email, EmailMultiAlternatives) else []
    html = next((str(content) for content, mimetype in alternatives if mimetype == "text/html"), "")
    return layout.Bodies(html=html, text=str(email.body)) if html else None


def _stored(email: EmailMessage) -> list[StoredDocument]:
    parts = [part for part in email.attachments if isinstance(part, tuple)]
    return [
        documents.store(str(name), str(mimetype), content.encode() if isinstance(content, str) else bytes(content))
        for name, content, mimetype in parts
    ]
