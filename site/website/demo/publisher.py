"""The invented publishing house of the demo: nobody lives there, tax and bank data are documented test values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Publisher:
    name: str
    brand: str
    claim: str
    owner: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    email: str
    domain: str
    vat_id: str
    tax_number: str
    register: str
    bank: str
    iban: str
    bic: str

    @property
    def phone_text(self) -> str:
        return f"+49 30 {self.phone[5:-3]}-{self.phone[-3:]}"

    @property
    def iban_text(self) -> str:
        return " ".join(self.iban[start : start + 4] for start in range(0, len(self.iban), 4))


PUBLISHER = Publisher(
    name="Haselrain Verlag und Seminarhaus GmbH",
    brand="Haselrain",
    claim="Bücher und Tage für Menschen, die etwas können wollen",
    owner="Johanna Brandow",
    street="Am Haselrain 12",
    postal_code="17298",
    city="Altenhasel",
    country="DE",
    phone="+493023125120",  # from the range that the Bundesnetzagentur keeps free for fiction
    email="post@haselrain.example",
    domain="haselrain.example",
    vat_id="DE136695976",
    tax_number="062/123/45678",
    register="Amtsgericht Beispielstadt, HRB 00000",
    bank="BayernLB",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
)
