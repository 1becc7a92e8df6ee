"""The XML is the invoice: it keeps the official rules of EN 16931 in every case that we sell in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from billing.models import Invoice, Receivable
from billing.services import issue_invoice
from billing.values import Line, PartySnapshot
from cms.models import TaxSettings
from core import clock
from tests.billing.claims import COURSE, EBOOK, SHOP, SOMEBODY, claim, company, paid_claim
from tests.billing.validation import broken_rules, texts

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.07")]
GERMAN_AUTUMN = [
    Line("EB-1", "Ein Buch", 3, Decimal("9.99"), Decimal("0.07")),
    Line("EB-2", "Noch ein Buch", 7, Decimal("0.33"), Decimal("0.07")),
    Line("KU-1", "Ein Kurs", 11, Decimal("14.95"), Decimal("0.19")),
    Line("KU-2", "Ein Kurs mehr", 1, Decimal("0.01"), Decimal("0.19")),
]
STRANGE = PartySnapshot(name='Zoë "Ö" Łukasz', company="A & B <Söhne> GmbH", city="Łódź", country="PL")


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def issue(*lines: Line, **values: Any) -> Invoice:
    return issue_invoice(receivable_id=paid_claim(*lines, **values).pk)


def xml(invoice: Invoice) -> bytes:
    assert invoice.xml is not None
    return bytes(invoice.xml.data)


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        pytest.param([EBOOK], {}, id="one-ebook"),
        pytest.param([EBOOK, COURSE], {}, id="two-rates"),
        pytest.param(GERMAN_AUTUMN, {}, id="odd-cents"),
        pytest.param([EBOOK], {"party": SHOP}, id="company-with-vat-id"),
        pytest.param([EBOOK], {"party": SOMEBODY}, id="no-address"),
        pytest.param([EBOOK], {"party": STRANGE}, id="strange-letters"),
        pytest.param([EBOOK], {"provider": "transfer"}, id="by-transfer"),
        pytest.param([Line("EB-0", "Leseprobe", 1, Decimal("0.00"), Decimal("0.07"))], {}, id="free"),
        pytest.param([EBOOK], {"language": "en"}, id="english"),
    ],
)
def test_official_rules_hold(lines: list[Line], values: dict[str, Any]) -> None:
    assert broken_rules(xml(issue(*lines, **values))) == []


def test_official_rules_hold_for_a_small_business() -> None:
    settings = TaxSettings.load()
    settings.small_business = True
    settings.save()
    document = xml(issue(EBOOK))
    assert broken_rules(document) == []
    assert texts(document, ".//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode") == ["E"]
    assert "19 UStG" in texts(document, ".//ram:ExemptionReason")[0]
    assert texts(document, ".//ram:TaxTotalAmount") == ["0.00"]


def test_official_rules_hold_for_an_open_claim() -> None:
    receivable = claim(EBOOK, party=SHOP, prepaid=False)
    document = xml(issue_invoice(receivable_id=receivable.pk))
    assert broken_rules(document) == []
    assert texts(document, ".//ram:DuePayableAmount") == ["19.90"]
    assert texts(document, ".//ram:IBANID") == ["DE02120300000000202051"]
    due = timezone.localdate(receivable.due_at).strftime("%Y%m%d")
    assert texts(document, ".//ram:DueDateDateTime/*") == [due]


def test_a_tampered_invoice_is_noticed() -> None:
    document = xml(issue(EBOOK)).replace(b"19.90</ram:GrandTotalAmount>", b"19.91</ram:GrandTotalAmount>")
    assert any("BR-CO-15" in rule for rule in broken_rules(document))


def test_amounts_are_those_of_the_frozen_row() -> None:
    invoice = issue(EBOOK, COURSE)
    document, sums = xml(invoice), invoice.sums
    assert texts(document, ".//ram:GrandTotalAmount") == ["108.90"]
    assert texts(document, ".//ram:TaxBasisTotalAmount") == [str(sums.net)]
    assert texts(document, ".//ram:TaxTotalAmount") == [str(sums.tax)]
    assert texts(document, ".//ram:TotalPrepaidAmount") == ["108.90"]
    assert texts(document, ".//ram:DuePayableAmount") == ["0.00"]
    lines = ".//ram:IncludedSupplyChainTradeLineItem"
    assert texts(document, f"{lines}//ram:LineTotalAmount") == [str(net) for net in sums.line_nets]
    assert texts(document, f"{lines}//ram:RateApplicablePercent") == ["7", "19"]


def test_paid_invoices_say_how_and_when() -> None:
    document = xml(issue(EBOOK))
    (note,) = texts(document, ".//ram:SpecifiedTradePaymentTerms/ram:Description")
    assert "PayPal" in note
    assert texts(document, ".//ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == ["68"]


def test_supply_is_the_day_of_settlement() -> None:
    receivable = paid_claim()
    settled_at = clock.now() - timedelta(days=3)
    Receivable.objects.filter(pk=receivable.pk).update(settled_at=settled_at)
    invoice = issue_invoice(receivable_id=receivable.pk)
    assert invoice.supply_date == timezone.localdate(settled_at)
    day = invoice.supply_date.strftime("%Y%m%d")
    assert texts(xml(invoice), ".//ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/*") == [day]


def test_rendering_again_gives_the_same_xml() -> None:
    from billing.einvoice import render  # noqa: PLC0415 -- slow import

    invoice = Invoice.objects.get(pk=issue(EBOOK, COURSE).pk)
    assert render(invoice).xml == xml(invoice)
