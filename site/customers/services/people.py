from typing import Any

from django.db import transaction

from core import protocol
from customers.email import normalise
from customers.models import Person


@transaction.atomic
def change_person(*, person_id: int, values: dict[str, str], actor: Any) -> Person:
    """What the person says about themselves; `values` are fields of Person. Without a change nothing is noted."""
    person = Person.objects.select_for_update().get(pk=person_id)
    before = {field: str(getattr(person, field)) for field in values}
    changed = {field: value for field, value in values.items() if value != before[field]}
    if not changed:
        return person
    for field, value in changed.items():
        setattr(person, field, value)
    person.save(update_fields=list(changed))
    protocol.record(
        "person.changed",
        obj=person,
        actor=actor,
        person_id=person.pk,
        personal={field: (before[field], value) for field, value in changed.items()},
    )
    return person


@transaction.atomic
def follow_login(*, user_id: int) -> None:
    """The login has a new, proven address: it becomes the person's, too, so that purchases find them by it."""
    person = Person.objects.select_for_update().select_related("user").filter(user=user_id).first()
    if person is None or person.user is None:
        return
    old, person.email = person.email, person.user.email
    person.email_key = normalise(person.email)
    person.save(update_fields=["email", "email_key"])
    protocol.record(
        "person.changed",
        obj=person,
        actor=person.user,
        person_id=person.pk,
        personal={"email": (old, person.email)},
    )
