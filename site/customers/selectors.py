from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from customers.email import normalise
from customers.models import AccessGrant, Person


def valid_grants(at: datetime) -> "QuerySet[AccessGrant]":
    return AccessGrant.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), revoked_at=None, starts_at__lte=at)


def may_use(*, person_id: int, resource: str, at: datetime) -> bool:
    """Access is a pure function of rows."""
    return valid_grants(at).filter(person_id=person_id, resource=resource).exists()


def access_person(user: Any) -> Person | None:
    """The person behind a login whose address has been verified; nobody otherwise."""
    if not user.is_authenticated or user.state != User.State.ACTIVE:
        return None
    return Person.objects.filter(user=user).first()


def person_of_address(email: str) -> Person | None:
    """Whom we know by this address. Whoever typed it need not be them: the link stays inside (P1.05)."""
    return Person.objects.filter(email_key=normalise(email)).first()
