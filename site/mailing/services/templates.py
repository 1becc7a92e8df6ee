import uuid
from typing import Any

from django.db import transaction

from core import protocol
from mailing import render
from mailing.enums import Category
from mailing.models import MailTemplate, Message
from mailing.registry import TemplateSpec
from mailing.services.queue import queue_rendered


@transaction.atomic
def save_template(*, key: str, language: str, draft: render.Source, actor: Any) -> MailTemplate:
    """Override the file. The draft was checked by `render.problems`."""
    before = render.source(key, language)
    row, _created = MailTemplate.objects.update_or_create(
        key=key, language=language, defaults={"subject": draft.subject, "body": draft.body}
    )
    changes = {
        field: [getattr(before, field), getattr(draft, field)]
        for field in ("subject", "body")
        if getattr(before, field) != getattr(draft, field)
    }
    protocol.record("mailtemplate.saved", obj=row, actor=actor, changes=changes, data=_which(row))
    return row


@transaction.atomic
def restore_default(*, key: str, language: str, actor: Any) -> None:
    """Delete the override; the file counts again. Harmless when there is none."""
    row = MailTemplate.objects.select_for_update().filter(key=key, language=language).first()
    if row:
        changes = {"subject": [row.subject, ""], "body": [row.body, ""]}
        protocol.record("mailtemplate.restored", obj=row, actor=actor, changes=changes, data=_which(row))
        row.delete()


@transaction.atomic
def send_test(*, spec: TemplateSpec, language: str, actor: Any) -> Message:
    """The template as it is now, with samples, to the person who asks. Nobody else gets it."""
    mail = render.sample_mail(spec, render.source(spec.key, language), language)
    return queue_rendered(
        mail=render.Mail(f"[TEST] {mail.subject}", mail.html, mail.text),
        to=actor.email,
        to_name=actor.get_full_name(),
        effect_key=f"test:{uuid.uuid4()}",
        category=Category.TRANSACTIONAL,
        template=spec.key,
        language=language,
    )


def _which(row: MailTemplate) -> dict[str, str]:
    """The history outlives the row, which is deleted when the default comes back."""
    return {"key": row.key, "language": row.language}
