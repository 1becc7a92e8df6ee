from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.enums import InvoiceKind
from billing.models.receivable import Receivable
from billing.values import Line, PartySnapshot, Seller, Totals
from core.models import StoredDocument


class Invoice(models.Model):
    """An issued invoice: everything by value, frozen with its number. PDF and XML follow once and stay as they are.

    The XML is the invoice (EN 16931), the PDF/A-3 shows it and carries it inside. Triggers in the database refuse
    every change but the filing of the two documents, and every deletion (§ 14b UStG).
    """

    number = models.CharField(_("number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    receivable = models.OneToOneField(
        Receivable, verbose_name=_("receivable"), on_delete=models.PROTECT, related_name="invoice"
    )
    language = models.CharField(_("language"), max_length=5)
    currency = models.CharField(_("currency"), max_length=3)
    party = models.JSONField(_("buyer"))
    seller = models.JSONField(_("seller"))
    lines = models.JSONField(_("lines"))
    totals = models.JSONField(_("totals"))
    gross = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2)
    small_business = models.BooleanField(_("small business (§ 19 UStG)"))
    customer_number = models.CharField(_("customer number"), max_length=30)
    reference = models.CharField(_("order"), max_length=30)
    issued_at = models.DateTimeField(_("issued"))
    issued_on = models.DateField(_("date"))
    supply_date = models.DateField(_("date of supply"))
    due_on = models.DateField(_("due"))
    paid_with = models.CharField(_("paid with"), max_length=30, blank=True)
    payment_note = models.CharField(_("payment"), max_length=300, blank=True)
    pdf = models.ForeignKey(
        StoredDocument, verbose_name=_("PDF"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    xml = models.ForeignKey(
        StoredDocument, verbose_name=_("XML"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.CheckConstraint(
                condition=Q(pdf__isnull=True, xml__isnull=True) | Q(pdf__isnull=False, xml__isnull=False),
                name="billing_invoice_both_documents_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def buyer(self) -> PartySnapshot:
        return PartySnapshot.from_json(self.party)

    @property
    def issuer(self) -> Seller:
        return Seller.from_json(self.seller)

    @property
    def items(self) -> list[Line]:
        return [Line.from_json(line) for line in self.lines]

    @property
    def sums(self) -> Totals:
        return Totals.from_json(self.totals)

    @property
    def is_archived(self) -> bool:
        return self.pdf_id is not None
