from django.db import models, transaction

from core import protocol
from mailing.models import Message


@transaction.atomic
def forget_messages(*, related: models.Model) -> None:
    """Delete the mails about something that is deleted for data protection, and whom the protocol says they went to."""
    label = related._meta.label_lower
    found = Message.objects.filter(related_type=label, related_id=str(related.pk))
    protocol.forget_personal(Message, list(found.values_list("pk", flat=True)))
    found.exclude(resend_of=None).delete()
    found.delete()
