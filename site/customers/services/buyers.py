from dataclasses import dataclass

from accounts.services.users import find_or_invite_user
from core import bus, clock, protocol
from core.numbers import next_number
from core.transactions import joining
from customers import facts
from customers.email import normalise
from customers.models import ChangeProposal, Customer, Person


@dataclass(frozen=True)
class Buyer:
    person: Person
    customer: Customer


@joining()
def find_or_create_buyer(*, email: str, given_name: str, family_name: str, source: str) -> Buyer:
    """Person, customer and login of whoever uses this address (P5.03, P5.04).

    An existing person stays as it is: what was typed differently becomes a change proposal. Two first orders of one
    address at the same moment meet in the unique key; the second waits and finds the first one's rows.
    """
    person, is_new = _person(email, given_name, family_name)
    if person.user_id is None:
        user, _ = find_or_invite_user(email=person.email_key, given_name=given_name, family_name=family_name)
        person.user = user
        person.save(update_fields=["user"])
    _propose(person, source, {"given_name": given_name, "family_name": family_name})
    return Buyer(person, _new_customer(person) if is_new else _customer(person))


def _person(email: str, given_name: str, family_name: str) -> tuple[Person, bool]:
    key = normalise(email)
    new = Person(email=email, email_key=key, given_name=given_name, family_name=family_name, created_at=clock.now())
    Person.objects.bulk_create([new], ignore_conflicts=True)
    person = Person.objects.select_for_update().get(email_key=key)
    is_new = person.user_id is None and person.created_at == new.created_at
    if is_new:
        personal = {"email": ("", email)}
        protocol.record("person.created", obj=person, person_id=person.pk, personal=personal, step="P5.03")
        bus.emit(facts.PERSON_CREATED, subject=person)
    return person, is_new


def _customer(person: Person) -> Customer:
    return Customer.objects.filter(person=person).first() or _new_customer(person)


def _new_customer(person: Person) -> Customer:
    now = clock.now()
    customer = Customer.objects.create(number=next_number("customer", now), person=person, created_at=now)
    protocol.record("customer.created", obj=customer, person_id=person.pk, step="P5.03")
    bus.emit(facts.CUSTOMER_CREATED, subject=customer, payload={"number": customer.number})
    return customer


def _propose(person: Person, source: str, typed: dict[str, str]) -> None:
    values = {field: value for field, value in typed.items() if value and value != getattr(person, field)}
    if not values or ChangeProposal.objects.filter(person=person, values=values, state="open").exists():
        return
    proposal = ChangeProposal.objects.create(person=person, values=values, source=source, created_at=clock.now())
    protocol.record(
        "person.change_proposed",
        obj=proposal,
        person_id=person.pk,
        personal={field: (getattr(person, field), value) for field, value in values.items()},
    )
