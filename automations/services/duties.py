from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from core import protocol
from core.models import DutyRun

PERMISSION = "core.operate_duty"


@transaction.atomic
def note_request(*, name: str, actor: User) -> None:
    """Somebody has pressed the button beside a duty. The worker does it."""
    if not actor.has_perm(PERMISSION):
        raise PermissionDenied
    protocol.record("duty.requested", obj=DutyRun(name=name), actor=actor)
