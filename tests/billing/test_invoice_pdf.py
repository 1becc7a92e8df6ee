"""The PDF is a letter that shows the XML's content and carries the XML: PDF/A-3b, ZUGFeRD."""

import io
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from facturx import get_facturx_xml_from_pdf

from billing.models import Invoice
from billing.services import issue_invoice
from billing.values import Line, PartySnapshot
from cms.models import TaxSettings
from tests.billing.claims import COURSE, EBOOK, ERIKA, SHOP, claim, company, paid_claim

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.07")]


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def issue(*lines: Line, **values: Any) -> Invoice:
    return issue_invoice(receivable_id=paid_claim(*lines, **values).pk)


def pdf(invoice: Invoice) -> bytes:
    assert invoice.pdf is not None
    return bytes(invoice.pdf.data)


def on_page(document: bytes, *options: str) -> str:
    result = subprocess.run(
        ["pdftotext", "-layout", *options, "-", "-"], input=document, capture_output=True, check=True
    )
    return result.stdout.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_page_shows_what_the_law_asks_for() -> None:
    invoice = issue(EBOOK, COURSE, party=SHOP)
    text = on_page(pdf(invoice))
    expected = [
        invoice.number,
        invoice.reference,
        invoice.issued_on.strftime("%d.%m.%Y"),
        "Buchhandlung am Dom KG",
        "Domplatz 1",
        "50667 Köln",
        "DE136695976",
        "Brot braucht Zeit (E-Book)",
        "Onlinekurs Sauerteig",
        "18,60 €",
        "1,30 €",
        "74,79 €",
        "14,21 €",
        "108,90 €",
        "PayPal",
        "Verlag Lindengrün GmbH",
        "231/123/45678",
    ]
    assert [wanted for wanted in expected if wanted not in text] == []


def test_archive_format_with_the_xml_inside(tmp_path: Path) -> None:
    invoice = issue(EBOOK)
    file = tmp_path / "invoice.pdf"
    file.write_bytes(pdf(invoice))
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    name, embedded = get_facturx_xml_from_pdf(io.BytesIO(pdf(invoice)), check_xsd=True)
    assert name == "factur-x.xml"
    assert invoice.xml is not None
    assert embedded == bytes(invoice.xml.data)
    with pikepdf.open(file) as document:
        metadata = document.open_metadata()
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
        assert metadata["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "B"
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        assert metadata[f"{fx}ConformanceLevel"] == "EN 16931"
        assert metadata[f"{fx}DocumentFileName"] == "factur-x.xml"
        (attached,) = document.Root.AF
        assert attached.AFRelationship == "/Alternative"
        assert attached.EF.F.Subtype == "/text/xml"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert document.trailer.ID[0]
        assert invoice.number in str(document.docinfo.Title)


def test_every_font_is_embedded() -> None:
    listed = subprocess.run(["pdffonts", "-"], input=pdf(issue(EBOOK)), capture_output=True, check=True).stdout.decode()
    fonts = listed.splitlines()[2:]
    assert len(fonts) == 2
    assert all("+Letter" in font and font.split()[-5:-2] == ["yes", "yes", "yes"] for font in fonts)


def test_a_small_business_shows_no_tax() -> None:
    settings = TaxSettings.load()
    settings.small_business = True
    settings.save()
    text = on_page(pdf(issue(EBOOK)))
    assert "§ 19 UStG" in text
    assert "19,90 €" in text
    assert "1,30 €" not in text
    assert "7 %" not in text


def test_an_open_invoice_tells_where_the_money_goes() -> None:
    receivable = claim(EBOOK, prepaid=False)
    text = on_page(pdf(issue_invoice(receivable_id=receivable.pk)))
    assert "DE02 1203 0000 0000 2020 51" in text
    assert text.count(receivable.number) >= 3


def test_many_lines_fill_pages_and_the_sum_stays_with_the_last_line() -> None:
    lines = [Line(f"EB-{i}", f"Buch Nummer {i}", 1, Decimal("10.00"), Decimal("0.07")) for i in range(1, 61)]
    document = pdf(issue(*lines))
    with pikepdf.open(io.BytesIO(document)) as opened:
        pages = len(opened.pages)
    assert pages >= 3
    last = on_page(document, "-f", str(pages))
    assert "600,00 €" in last
    assert "Buch Nummer 60" in last
    assert f"{pages} / {pages}" in last


def test_words_without_end_stay_on_the_page() -> None:
    endless = PartySnapshot(name="Ä" * 300, street="B" * 300, city="C", postal_code="1")
    document = pdf(issue(Line("X" * 30, "W" * 300, 1, Decimal("1.00"), Decimal("0.07")), party=endless))
    with pikepdf.open(io.BytesIO(document)) as opened:
        assert len(opened.pages) == 1
    assert "1,00 €" in on_page(document)


def test_the_address_stands_in_the_window() -> None:
    """DIN 5008 form B: the recipient's zone begins 62.7 mm from the top and is 25 mm from the left edge."""
    point = 72 / 25.4
    window = [
        "-x",
        f"{20 * point:.0f}",
        "-y",
        f"{62 * point:.0f}",
        "-W",
        f"{85 * point:.0f}",
        "-H",
        f"{28 * point:.0f}",
    ]
    text = on_page(pdf(issue(EBOOK)), "-r", "72", *window)
    assert [line.strip() for line in text.splitlines() if line.strip()] == [ERIKA.name, ERIKA.street, "80331 München"]
