"""What the tests of billing start from: a company that may write invoices, a customer, a claim, its money."""

import itertools
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from billing.models import Receivable
from billing.services import Money, allocate, open_receivable
from billing.values import Line, PartySnapshot
from cms.models import CompanySettings
from core import clock
from customers.models import Customer, Person

REDUCED, STANDARD = Decimal("0.07"), Decimal("0.19")
EBOOK = Line("EB-1001", "Brot braucht Zeit (E-Book)", 1, Decimal("19.90"), REDUCED)
COURSE = Line("KU-7", "Onlinekurs Sauerteig", 2, Decimal("44.50"), STANDARD)
ERIKA = PartySnapshot(
    name="Erika Mustermann", street="Nebenweg 2", postal_code="80331", city="München", email="erika@example.org"
)
SHOP = PartySnapshot(
    name="Jonas Kern",
    company="Buchhandlung am Dom KG",
    street="Domplatz 1",
    postal_code="50667",
    city="Köln",
    email="einkauf@example.org",
    vat_id="DE136695976",
)
SOMEBODY = PartySnapshot(name="Erika Mustermann", country="DE")
_serial = itertools.count(1)


def company(**values: Any) -> CompanySettings:
    settings = CompanySettings.load()
    given = {
        "legal_name": "Verlag Lindengrün GmbH",
        "street": "Lindenstraße 12",
        "postal_code": "04109",
        "city": "Leipzig",
        "email": "rechnung@lindengruen.example",
        "phone": "+49 341 1234567",
        "managing": "Katharina Ostwald",
        "register": "Amtsgericht Leipzig, HRB 40321",
        "tax_number": "231/123/45678",
        "vat_id": "DE136695976",
        "account_holder": "Verlag Lindengrün GmbH",
        "iban": "DE02120300000000202051",
        "bic": "BYLADEM1001",
        "bank_name": "DKB",
        **values,
    }
    for name, value in given.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def customer() -> Customer:
    serial, now = next(_serial), clock.now()
    email = f"erika{serial}@example.org"
    person = Person.objects.create(
        given_name="Erika", family_name="Mustermann", email=email, email_key=email, created_at=now
    )
    return Customer.objects.create(number=f"K-9{serial:05d}", person=person, created_at=now)


def claim(*lines: Line, party: PartySnapshot = ERIKA, **values: Any) -> Receivable:
    """An open claim; its reason is the customer, as good as an order for billing."""
    buyer = customer()
    return open_receivable(
        reason=buyer,
        customer=buyer,
        party=party,
        lines=lines or [EBOOK],
        due_at=clock.now() + timedelta(days=7),
        number=f"B-2026-9{next(_serial):05d}",
        **values,
    )


def money(receivable: Receivable, amount: str | None = None, **values: Any) -> Money:
    given = {
        "payment": uuid.uuid4(),
        "reference": str(receivable.uuid),
        "amount": Decimal(amount) if amount else receivable.amount,
        "currency": "EUR",
        "provider": "paypal",
        "paid_on": clock.today(),
        **values,
    }
    return Money(**given)


def paid_claim(*lines: Line, provider: str = "paypal", **values: Any) -> Receivable:
    receivable = claim(*lines, **values)
    if receivable.amount:
        allocate(money(receivable, provider=provider))
    receivable.refresh_from_db()
    return receivable
