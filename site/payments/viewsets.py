from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from core.admin import ActionRefused, ActionView, LedgerViewSet, RecordView
from core.money import format_eur
from payments.models import Payment, WebhookEvent
from payments.providers.base import ProviderError
from payments.services import retry_webhook, sync

OPERATE = "payments.operate_payment"


class PaymentView(RecordView):
    """A payment with what was said to the provider, what the provider said, and its history."""

    template_name = "payments/admin/payment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        payment = self.object
        about = Q(resource_id=payment.provider_order_id) | Q(resource_id=payment.provider_payment_id)
        events = WebhookEvent.objects.filter(about, provider=payment.provider).exclude(resource_id="")
        return {
            **super().get_context_data(**kwargs),
            "calls": payment.calls.order_by("pk"),
            "events": events.order_by("pk"),
            "can_ask": self.request.user.has_perm(OPERATE)
            and payment.provider_order_id
            and payment.state != "captured",
        }


class AskProvider(ActionView):
    model = Payment
    permission = OPERATE
    title = _("Ask the provider now")
    consequence = _(
        "The provider is asked how the payment stands, and the payment follows the answer. If the payer has agreed and "
        "the money is still owed, it is collected."
    )
    button = _("Ask now")
    done = _("The provider has answered.")
    serious = False

    def act(self, obj: Payment, data: dict[str, Any]) -> None:
        try:
            sync(payment_id=obj.pk)
        except ProviderError as error:
            raise ActionRefused(_("The provider does not answer: %(reason)s") % {"reason": error.reason}) from error

    def back(self, obj: Payment) -> str:
        return reverse("payments_office:inspect", args=[obj.pk])


class AmountColumn(Column):
    def get_value(self, instance: Payment) -> str:
        return format_eur(instance.amount)


class PaymentViewSet(LedgerViewSet):
    model = Payment
    name = "payments_office"
    url_prefix = "zahlungen"
    icon = "decimal"
    menu_label = _("Payments")
    inspect_view_class = PaymentView
    list_display = [
        TitleColumn("invoice_id", label=_("Payment"), url_name="payments_office:inspect", sort_key="number"),
        DateColumn("created_at", label=_("Opened"), sort_key="created_at"),
        Column("provider", label=_("Way to pay"), sort_key="provider"),
        AmountColumn("amount", label=_("Amount"), sort_key="amount"),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda payment: payment.state == "captured"),
        Column("reason", label=_("Reason")),
    ]
    list_filter = ["state", "provider", "received_on"]
    list_export = ["number", "attempt", "provider", "state", "amount", "currency", "received_on", "provider_payment_id"]
    search_fields = ["number", "provider_order_id", "provider_payment_id"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/fragen/", AskProvider.as_view(), name="ask")]


class WebhookEventView(RecordView):
    template_name = "payments/admin/webhook_event.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.object
        waits = event.state in {WebhookEvent.State.UNMATCHED, WebhookEvent.State.RECEIVED}
        return {
            **super().get_context_data(**kwargs),
            "raw": bytes(event.raw).decode("utf-8", "replace"),
            "can_retry": waits and self.request.user.has_perm(OPERATE),
        }


class RetryWebhook(ActionView):
    """For those who also see the events."""

    model = WebhookEvent
    permission = OPERATE
    title = _("Handle the event again")
    consequence = _("The worker looks again for the payment that the event is about, and asks the provider about it.")
    button = _("Handle again")
    done = _("The event waits for the worker.")
    serious = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("payments.view_webhookevent"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def act(self, obj: WebhookEvent, data: dict[str, Any]) -> None:
        if not retry_webhook(event_id=obj.pk):
            raise ActionRefused(_("The event has been handled in the meantime."))

    def back(self, obj: WebhookEvent) -> str:
        return reverse("webhooks_office:inspect", args=[obj.pk])


class WebhookEventViewSet(LedgerViewSet):
    """What providers have sent. "Belongs to nothing" is a work list."""

    model = WebhookEvent
    name = "webhooks_office"
    url_prefix = "webhooks"
    icon = "download"
    menu_label = _("Webhook events")
    inspect_view_class = WebhookEventView
    list_display = [
        TitleColumn("type", label=_("Kind"), url_name="webhooks_office:inspect", sort_key="type"),
        DateColumn("received_at", label=_("Received"), sort_key="received_at"),
        Column("resource_id", label=_("About")),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda event: event.state == "unmatched"),
        Column("attempts", label=_("Attempts"), sort_key="attempts"),
        Column("last_error", label=_("Note")),
    ]
    list_filter = ["state", "provider", "type"]
    search_fields = ["event_id", "resource_id"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/wiederholen/", RetryWebhook.as_view(), name="retry")]
