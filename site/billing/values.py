"""Values that receivables and invoices keep by value: who, what, how much. Amounts are text in JSON."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Self

JSON = dict[str, Any]


@dataclass(frozen=True)
class PartySnapshot:
    """A buyer or seller as of the day of the document. Only name and country are sure to be there."""

    name: str
    country: str = "DE"
    company: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    vat_id: str = ""

    def to_json(self) -> JSON:
        return asdict(self)

    @classmethod
    def from_json(cls, data: JSON) -> Self:
        return cls(**data)

    @property
    def legal_name(self) -> str:
        return self.company or self.name


@dataclass(frozen=True)
class Seller(PartySnapshot):
    """Our own side, with what a letter's foot and an e-invoice need."""

    phone: str = ""
    register: str = ""
    managing: str = ""
    tax_number: str = ""
    bank_name: str = ""
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    brand: str = ""
    colour: str = "#1c5560"


@dataclass(frozen=True)
class Line:
    """One line of a claim: gross price of a unit, tax rate as a fraction (7 % is 0.07)."""

    number: str
    name: str
    quantity: int
    unit_gross: Decimal
    tax_rate: Decimal

    @property
    def gross(self) -> Decimal:
        return self.quantity * self.unit_gross

    def to_json(self) -> JSON:
        return {**asdict(self), "unit_gross": str(self.unit_gross), "tax_rate": str(self.tax_rate)}

    @classmethod
    def from_json(cls, data: JSON) -> "Line":
        return cls(**{**data, "unit_gross": Decimal(data["unit_gross"]), "tax_rate": Decimal(data["tax_rate"])})


@dataclass(frozen=True)
class TaxShare:
    """What one rate contributes to a document."""

    rate: Decimal
    gross: Decimal
    net: Decimal
    tax: Decimal

    @property
    def percent(self) -> str:
        return f"{(self.rate * 100).normalize():f}"


@dataclass(frozen=True)
class Totals:
    """Sums of a document; `line_nets` in the order of its lines add up to `net`."""

    gross: Decimal
    net: Decimal
    tax: Decimal
    shares: list[TaxShare] = field(default_factory=list)
    line_nets: list[Decimal] = field(default_factory=list)

    def to_json(self) -> JSON:
        return {
            "gross": str(self.gross),
            "net": str(self.net),
            "tax": str(self.tax),
            "shares": [{name: str(value) for name, value in asdict(share).items()} for share in self.shares],
            "line_nets": [str(net) for net in self.line_nets],
        }

    @classmethod
    def from_json(cls, data: JSON) -> "Totals":
        return cls(
            gross=Decimal(data["gross"]),
            net=Decimal(data["net"]),
            tax=Decimal(data["tax"]),
            shares=[TaxShare(**{name: Decimal(value) for name, value in share.items()}) for share in data["shares"]],
            line_nets=[Decimal(net) for net in data["line_nets"]],
        )
