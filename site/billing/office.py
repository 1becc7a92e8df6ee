"""Claims, invoices and unclear money on the staff's screens, and what staff may do with them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.forms import DecisionForm, ReceiptForm
from billing.models import Invoice, Receivable, UnassignedMoney
from billing.services import ReceiptKnownError, decide_money, record_receipt
from core.admin import ActionRefused, ActionView, RecordView
from payments.models import Payment

RECORD = "billing.record_payment"


class ReceivableView(RecordView):
    """What is owed, what came in, what waits."""

    template_name = "billing/admin/receivable.html"
    object: Receivable

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claim = self.object
        return {
            **super().get_context_data(**kwargs),
            "payments": Payment.objects.filter(reference=str(claim.uuid)).order_by("pk"),
            "waiting": claim.unassigned_money.order_by("pk"),
            "invoice": Invoice.objects.filter(receivable=claim).first(),
            "may_record": self.request.user.has_perm(RECORD),
        }


class InvoiceView(RecordView):
    """The frozen data, the two documents, the history."""

    template_name = "billing/admin/invoice.html"


class UnassignedMoneyView(RecordView):
    template_name = "billing/admin/unassigned_money.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "may_decide": self.request.user.has_perm(RECORD)}


class RecordReceipt(ActionView):
    model = Receivable
    permission = RECORD
    form_class = ReceiptForm
    title = _("Record a bank transfer")
    consequence = _(
        "The money is booked on this claim. If it covers what is open, the claim is settled and what was bought is "
        "delivered. What is too much, or comes too late, waits for a decision."
    )
    button = _("Received")
    done = _("The money has been recorded.")
    icon = "success"
    serious = False

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = get_object_or_404(Receivable, pk=pk)
        return self._show(claim, ReceiptForm.prefilled(claim))

    def act(self, obj: Receivable, data: dict[str, Any]) -> None:
        try:
            record_receipt(receivable_id=obj.pk, **data, actor=self.request.user)
        except ReceiptKnownError as error:
            raise ActionRefused(
                _("Money for this claim came in a moment ago. Please check whether it is the same.")
            ) from error

    def back(self, obj: Receivable) -> str:
        return reverse("receivables:inspect", args=[obj.pk])


class DecideMoney(ActionView):
    model = UnassignedMoney
    permission = RECORD
    form_class = DecisionForm
    title = _("Decide about this money")
    consequence = _("Moves no money: notes what you have done with it and takes it off the work list.")
    button = _("Note and close")
    done = _("The decision has been noted.")
    icon = "edit"
    serious = False

    def act(self, obj: UnassignedMoney, data: dict[str, Any]) -> None:
        if not decide_money(money_id=obj.pk, decision=data["decision"], actor=self.request.user):
            raise ActionRefused(_("Somebody has decided about this money before."))

    def back(self, obj: UnassignedMoney) -> str:
        return reverse("unassigned_money:inspect", args=[obj.pk])


def invoice_document(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The filed bytes, as they were sent."""
    if not request.user.has_perm("billing.view_invoice"):
        raise PermissionDenied
    invoice = get_object_or_404(Invoice.objects.select_related("pdf", "xml"), pk=pk)
    document = {"pdf": invoice.pdf, "xml": invoice.xml}.get(kind)
    if document is None:
        raise Http404
    return HttpResponse(
        bytes(document.data),
        content_type=document.content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.name}"'},
    )
