"""Parcels as staff send them: what waits first, the packing list, the mark that they are sent."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import IndexView

from shop.models import Delivery, OrderLine, Withdrawal
from shop.services import mark_shipped, print_packing_list
from shop.services.deliveries import Withdrawn

PERMISSION = "shop.ship_delivery"


def with_everything(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """With the articles of the parcel, and whether the buyer has withdrawn."""
    articles = OrderLine.objects.filter(product__goods__isnull=False).order_by("pk")
    accepted = Withdrawal.objects.filter(order=OuterRef("order"), state=Withdrawal.State.ACCEPTED)
    return (
        deliveries.select_related("order")
        .prefetch_related(Prefetch("order__lines", queryset=articles, to_attr="goods_lines"))
        .annotate(withdrawn=Exists(accepted))
    )


def waiting() -> tuple[int, str]:
    """For the home panel: what is to be sent."""
    accepted = Withdrawal.objects.filter(order=OuterRef("order"), state=Withdrawal.State.ACCEPTED)
    count = Delivery.objects.filter(~Exists(accepted), state=Delivery.State.OPEN).count()
    return count, f"{reverse('deliveries:index')}?state=open"


class DeliveryList(IndexView):
    template_name = "shop/admin/articles.html"
    page_title = gettext_lazy("Shipping")

    def get_base_queryset(self) -> "QuerySet[Delivery]":
        return with_everything(Delivery.objects.all())

    def order_queryset(self, queryset: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
        """What waits comes first, the oldest of it on top; then what was sent last."""
        if self.is_explicitly_ordered:
            return super().order_queryset(queryset)
        return queryset.order_by("state", F("shipped_at").desc(nulls_first=True), "created_at", "pk")

    def search_queryset(self, queryset: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
        """By order, buyer, tracking number or article."""
        text = self.search_query.strip()
        lines = OrderLine.objects.filter(order=OuterRef("order"))
        return queryset.filter(
            Q(order__number__icontains=text)
            | Q(order__email__icontains=text)
            | Q(address__name__icontains=text)
            | Q(tracking__icontains=text)
            | Exists(lines.filter(Q(number__istartswith=text) | Q(name__icontains=text)))
        )


class DeliveryAction(BulkAction):
    models = [Delivery]
    template_name = "shop/admin/bulk_deliveries.html"
    aria_label: Any = ""
    title: ClassVar[Any]
    consequence: ClassVar[Any]
    button: ClassVar[Any]
    opens_paper: ClassVar[bool] = False

    def check_perm(self, obj: Delivery) -> bool:
        return bool(self.request.user.has_perm(PERMISSION))

    @classmethod
    def get_queryset(cls, model: type[Delivery], object_ids: list[str]) -> list[Delivery]:
        ids = [int(pk) for pk in object_ids if pk.isdecimal()]
        return list(with_everything(model.objects.filter(pk__in=ids)).order_by("created_at", "pk"))

    def chosen(self) -> Sequence[Delivery]:
        deliveries, _without_access = self.get_actionable_objects()
        return deliveries

    def form_valid(self, form: forms.Form) -> HttpResponse:
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: list[Any], **_kwargs: Any) -> tuple[int, int]:
        raise NotImplementedError  # form_valid does it, with the service


class PrintPackingList(DeliveryAction):
    action_type = "packing_list"
    display_name = gettext_lazy("Packing list")
    aria_label = gettext_lazy("Print the packing list of the chosen parcels")
    title = gettext_lazy("Packing list")
    consequence = gettext_lazy("A PDF: what to take from the shelves for all of them, then a letter for each parcel.")
    button = gettext_lazy("Make the packing list")
    action_priority = 10
    opens_paper = True

    def form_valid(self, form: forms.Form) -> HttpResponse:
        ids = [delivery.pk for delivery in self.chosen()]
        if not ids:
            return redirect(self.next_url)
        pdf = print_packing_list(delivery_ids=ids, actor=self.request.user)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="packliste.pdf"'
        return response


class TrackingForm(forms.Form):
    """A field per parcel, named by its number."""

    def __init__(self, *args: Any, deliveries: Sequence[Delivery], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for delivery in deliveries:
            self.fields[f"tracking-{delivery.pk}"] = forms.CharField(
                label=_("Tracking number of %(order)s") % {"order": delivery.order.number},
                required=False,
                max_length=60,
                validators=[RegexValidator(r"\A[A-Za-z0-9 /-]*\Z", _("Letters, digits, blanks and hyphens only."))],
            )


class MarkAsSent(DeliveryAction):
    action_type = "ship"
    display_name = gettext_lazy("Sent")
    aria_label = gettext_lazy("Mark the chosen parcels as sent")
    title = gettext_lazy("Mark as sent")
    consequence = gettext_lazy("The buyers are told by mail that their parcel is on its way. This cannot be undone.")
    button = gettext_lazy("Mark as sent")
    action_priority = 20
    form_class = TrackingForm

    def chosen(self) -> Sequence[Delivery]:
        return [delivery for delivery in super().chosen() if delivery.state == Delivery.State.OPEN]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "deliveries": self.chosen()}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        parcels = {delivery.pk: form.cleaned_data[f"tracking-{delivery.pk}"].strip() for delivery in self.chosen()}
        try:
            done = len(mark_shipped(parcels=parcels, actor=self.request.user))
        except Withdrawn as error:
            messages.error(self.request, _("%(order)s was withdrawn: nothing was marked.") % {"order": error})
        else:
            words = ngettext("%(count)s parcel is marked as sent.", "%(count)s parcels are marked as sent.", done)
            messages.success(self.request, words % {"count": done})
        return redirect(self.next_url)


DELIVERY_ACTIONS = (PrintPackingList, MarkAsSent)
