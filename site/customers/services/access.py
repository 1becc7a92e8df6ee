from datetime import datetime

from django.db import transaction

from core import bus, clock, protocol
from customers import facts
from customers.models import AccessGrant, Person


@transaction.atomic
def grant_access(
    *, person: Person, resource: str, source: str, ends_at: datetime | None = None, step: str = ""
) -> tuple[AccessGrant, bool]:
    """(grant, created): one grant per source, however often it is asked for."""
    grant, created = AccessGrant.objects.get_or_create(
        source=source,
        defaults={"person": person, "resource": resource, "starts_at": clock.now(), "ends_at": ends_at},
    )
    if created:
        payload = {"resource": resource, "source": source}
        protocol.record("access.granted", obj=grant, person_id=person.pk, step=step, data=payload)
        bus.emit(facts.ACCESS_GRANTED, subject=grant, payload=payload)
    return grant, created


@transaction.atomic
def revoke_access(*, grant_id: int, reason: str, actor: object = None) -> AccessGrant:
    grant = AccessGrant.objects.select_for_update().get(pk=grant_id)
    if grant.revoked_at:
        return grant
    grant.revoked_at, grant.revoked_reason = clock.now(), reason
    grant.save(update_fields=["revoked_at", "revoked_reason"])
    payload = {"resource": grant.resource, "source": grant.source}
    protocol.record("access.revoked", obj=grant, actor=actor, person_id=grant.person_id, data=payload)
    bus.emit(facts.ACCESS_REVOKED, subject=grant, payload=payload)
    return grant
