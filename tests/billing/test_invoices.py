"""An invoice is issued once: one number, one frozen row, one pair of documents, for all time."""

import hashlib
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from billing import einvoice, issuers
from billing.models import Invoice, Receivable
from billing.services import CannotIssueError, cancel_receivable, issue_invoice, own_invoices
from billing.values import Line, PartySnapshot
from cms.models import TaxSettings
from core.models import DomainEvent, NumberCounter, ProtocolEntry, StoredDocument
from tests.billing.claims import COURSE, EBOOK, SOMEBODY, claim, company, paid_claim
from tests.billing.threads import at_once


class PowerCutError(Exception):
    pass


def told(name: str) -> int:
    return DomainEvent.objects.filter(name=name).count()


@pytest.mark.django_db
@pytest.mark.feature("P5.07")
def test_issue_freezes_numbers_files_and_tells() -> None:
    company()
    receivable = paid_claim(EBOOK, COURSE)
    invoice = issue_invoice(receivable_id=receivable.pk)
    assert invoice.number.startswith("R-")
    assert (invoice.gross, invoice.paid, invoice.reference) == (Decimal("108.90"), Decimal("108.90"), receivable.number)
    assert invoice.pdf is not None
    assert invoice.xml is not None
    for document in (invoice.pdf, invoice.xml):
        assert document.sha256 == hashlib.sha256(bytes(document.data)).hexdigest()
    assert (told("invoice.issued"), told("invoice.archived")) == (1, 1)
    entries = ProtocolEntry.objects.filter(object_type="billing.invoice", object_id=str(invoice.pk)).order_by("id")
    assert [entry.action for entry in entries] == ["invoice.issued", "invoice.archived"]


@pytest.mark.django_db
@pytest.mark.feature("P5.07")
def test_issuing_again_returns_the_same_and_renders_nothing() -> None:
    company()
    receivable = paid_claim()
    first = issue_invoice(receivable_id=receivable.pk)
    company(legal_name="Ein anderer Verlag")
    again = issue_invoice(receivable_id=receivable.pk)
    assert (again.pk, again.pdf_id, again.xml_id) == (first.pk, first.pdf_id, first.xml_id)
    assert again.issuer.name == "Verlag Lindengrün GmbH"
    assert StoredDocument.objects.count() == 2
    assert told("invoice.issued") == 1


@pytest.mark.django_db
@pytest.mark.feature("P5.07")
def test_a_crash_between_number_and_documents_is_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    company()
    receivable = paid_claim()

    def cut(_: Invoice) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr(einvoice, "render", cut)
        with pytest.raises(PowerCutError):
            issue_invoice(receivable_id=receivable.pk)
    stranded = Invoice.objects.get(receivable=receivable)
    assert not stranded.is_archived
    company(legal_name="Ein anderer Verlag")
    finished = issue_invoice(receivable_id=receivable.pk)
    assert (finished.number, finished.is_archived) == (stranded.number, True)
    assert finished.issuer.name == "Verlag Lindengrün GmbH"
    assert (told("invoice.issued"), told("invoice.archived")) == (1, 1)


@pytest.mark.django_db
@pytest.mark.feature("P5.07")
def test_whoever_files_second_throws_its_own_away() -> None:
    company()
    invoice = issue_invoice(receivable_id=paid_claim().pk)
    late = Invoice.objects.get(pk=invoice.pk)
    late.pdf = late.xml = None
    filed = own_invoices._archive(late)
    assert (filed.pdf_id, filed.xml_id) == (invoice.pdf_id, invoice.xml_id)
    assert StoredDocument.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("P5.07")
def test_workers_at_once_give_one_number_and_one_document() -> None:
    company()
    receivable = paid_claim()
    issued = at_once([lambda: issue_invoice(receivable_id=receivable.pk)] * 4)
    assert len({(invoice.number, invoice.pdf_id) for invoice in issued}) == 1
    assert StoredDocument.objects.count() == 2
    assert NumberCounter.objects.get(series__key="invoice").last == 1
    assert (told("invoice.issued"), told("invoice.archived")) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_numbers_of_many_are_without_gap_and_double() -> None:
    company()
    claims = [paid_claim() for _ in range(6)]
    issued = at_once([partial(issue_invoice, receivable_id=row.pk) for row in claims])
    assert sorted(int(invoice.number[-6:]) for invoice in issued) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_a_number_is_not_burnt_when_issuing_fails() -> None:
    company(tax_number="", vat_id="")
    receivable = paid_claim()
    with pytest.raises(CannotIssueError):
        issue_invoice(receivable_id=receivable.pk)
    company()
    assert issue_invoice(receivable_id=receivable.pk).number.endswith("000001")


@pytest.mark.django_db
@pytest.mark.feature("P5.07")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_invoice SET number = 'R-1'",
        "UPDATE billing_invoice SET gross = 1",
        "UPDATE billing_invoice SET party = '{}'",
        "UPDATE billing_invoice SET pdf_id = NULL, xml_id = NULL",
        "UPDATE billing_invoice SET pdf_id = xml_id",
        "DELETE FROM billing_invoice",
        "UPDATE core_storeddocument SET sha256 = ''",
        "DELETE FROM core_storeddocument",
    ],
)
def test_the_database_keeps_what_was_issued(statement: str) -> None:
    company()
    issue_invoice(receivable_id=paid_claim().pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_a_claim_has_one_invoice() -> None:
    company()
    invoice = issue_invoice(receivable_id=paid_claim().pk)
    invoice.pk, invoice.number = None, "R-9999-000001"
    with pytest.raises(IntegrityError), transaction.atomic():
        invoice.save(force_insert=True)


@pytest.mark.django_db
def test_cancelled_claims_get_no_invoice() -> None:
    company()
    receivable = claim()
    cancel_receivable(receivable_id=receivable.pk, reason="not paid in time")
    with pytest.raises(CannotIssueError):
        issue_invoice(receivable_id=receivable.pk)
    assert not Invoice.objects.exists()


@pytest.mark.django_db
@pytest.mark.feature("P5.01")
def test_up_to_250_euro_name_and_country_are_enough() -> None:
    company()
    small = Line("KU-1", "Kurs", 1, Decimal("250.00"), Decimal("0.19"))
    assert issue_invoice(receivable_id=paid_claim(small, party=SOMEBODY).pk).is_archived
    large = Line("KU-1", "Kurs", 1, Decimal("250.01"), Decimal("0.19"))
    with pytest.raises(CannotIssueError, match="address"):
        issue_invoice(receivable_id=paid_claim(large, party=SOMEBODY).pk)


@pytest.mark.django_db
def test_a_later_change_of_the_tax_setting_changes_no_invoice() -> None:
    company()
    receivable = paid_claim()
    invoice = issue_invoice(receivable_id=receivable.pk)
    settings = TaxSettings.load()
    settings.small_business = True
    settings.save()
    assert not issue_invoice(receivable_id=receivable.pk).small_business
    assert issue_invoice(receivable_id=paid_claim().pk).small_business
    assert invoice.sums.tax == Decimal("1.30")


@pytest.mark.django_db
def test_another_issuer_takes_over_by_one_setting(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def elsewhere(*, receivable_id: int) -> Invoice:
        asked.append(receivable_id)
        return Invoice(number="L-1")

    monkeypatch.setitem(issuers.issuers._entries, "elsewhere", elsewhere)
    settings.INVOICE_ISSUER = "elsewhere"
    assert issue_invoice(receivable_id=7).number == "L-1"
    assert asked == [7]


@pytest.mark.django_db
def test_a_free_order_is_invoiced_over_nothing() -> None:
    company()
    receivable: Receivable = claim(Line("EB-0", "Leseprobe", 1, Decimal("0.00"), Decimal("0.07")))
    invoice = issue_invoice(receivable_id=receivable.pk)
    assert (invoice.gross, invoice.sums.tax, invoice.is_archived) == (0, 0, True)


def test_a_party_survives_storage() -> None:
    party = PartySnapshot(name="Zoë Łukasz 'Ö'", company="A & B <GmbH>", country="PL")
    assert PartySnapshot.from_json(party.to_json()) == party
