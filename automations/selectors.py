"""Questions to the rows of runs."""

from django.db.models import Q

from automations.models import StepRun
from mailing.models import Message


def messages_of(step: StepRun) -> list[Message]:
    """The message of a step and those with which staff repeated it, oldest first."""
    key = step.effect_key
    return list(Message.objects.filter(Q(effect_key=key) | Q(resend_of__effect_key=key)).order_by("pk"))
