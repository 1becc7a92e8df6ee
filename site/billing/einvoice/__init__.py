"""The two faces of an invoice: XML (EN 16931) and PDF/A-3 with that XML inside. Slow to import: workers only."""

from dataclasses import dataclass

from billing.einvoice.pdf import build_pdf
from billing.einvoice.xml import build_xml
from billing.models import Invoice


@dataclass(frozen=True)
class Rendered:
    xml: bytes
    pdf: bytes


def render(invoice: Invoice) -> Rendered:
    """A pure function of the frozen row."""
    xml = build_xml(invoice)
    return Rendered(xml=xml, pdf=build_pdf(invoice, xml))
