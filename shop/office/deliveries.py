"""Parcels as staff send them: what waits first, the packing list, the mark that they are sent."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.generic import IndexView

from core.admin import ActionRefused, ActionView
from shop.models import Delivery, OrderLine
from shop.office.many import ServiceAction
from shop.services import NotSent, correct_tracking, mark_shipped, print_packing_list, take_back_shipment

PERMISSION = "shop.ship_delivery"


def with_articles(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    articles = OrderLine.objects.filter(product__goods__isnull=False).order_by("pk")
    lines = Prefetch("order__lines", queryset=articles, to_attr="goods_lines")
    return deliveries.select_related("order").prefetch_related(lines)


def waiting() -> tuple[int, str]:
    """For the home panel: what is to be sent."""
    count = Delivery.objects.filter(state=Delivery.State.OPEN).count()
    return count, f"{reverse('deliveries:index')}?state=open"


class DeliveryList(IndexView):
    template_name = "shop/admin/articles.html"
    page_title = gettext_lazy("Shipping")

    def get_base_queryset(self) -> "QuerySet[Delivery]":
        return with_articles(Delivery.objects.all())

    def order_queryset(self, queryset: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
        """What waits comes first, the oldest of it on top; then what was sent last; what was withdrawn at the end."""
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


class DeliveryAction(ServiceAction):
    models = [Delivery]
    template_name = "shop/admin/bulk_deliveries.html"
    permission = PERMISSION
    button: ClassVar[Any]
    opens_paper: ClassVar[bool] = False

    @classmethod
    def rows(cls, ids: list[int]) -> "QuerySet[Delivery]":
        return with_articles(Delivery.objects.filter(pk__in=ids)).order_by("created_at", "pk")

    def chosen(self) -> Sequence[Delivery]:
        deliveries, _without_access = self.get_actionable_objects()
        return deliveries

    def say_stopped(self) -> None:
        """Of the chosen ones: what is not sent, whatever was ticked."""
        stopped = [delivery.order.number for delivery in self.chosen() if delivery.state == Delivery.State.STOPPED]
        if stopped:
            messages.warning(self.request, _("Withdrawn and left out: %(orders)s.") % {"orders": ", ".join(stopped)})


class PrintPackingList(DeliveryAction):
    action_type = "packing_list"
    display_name = gettext_lazy("Packing list")
    aria_label = gettext_lazy("Print the packing list of the chosen parcels")
    title = gettext_lazy("Packing list")
    consequence = gettext_lazy(
        "A PDF: what to take from the shelves for all of them, then a letter for each parcel. What was withdrawn is "
        "left out."
    )
    button = gettext_lazy("Make the packing list")
    action_priority = 10
    opens_paper = True

    def form_valid(self, form: forms.Form) -> HttpResponse:
        ids = [delivery.pk for delivery in self.chosen() if delivery.state != Delivery.State.STOPPED]
        if not ids:
            self.say_stopped()
            return redirect(self.next_url)
        pdf = print_packing_list(delivery_ids=ids, actor=self.request.user)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="packliste.pdf"'
        return response


def tracking_field(label: Any) -> forms.CharField:
    allowed = RegexValidator(r"\A[A-Za-z0-9 /-]*\Z", _("Letters, digits, blanks and hyphens only."))
    return forms.CharField(label=label, required=False, max_length=60, validators=[allowed])


class TrackingForm(forms.Form):
    """A field per parcel, named by its number."""

    def __init__(self, *args: Any, deliveries: Sequence[Delivery], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for delivery in deliveries:
            label = _("Tracking number of %(order)s") % {"order": delivery.order.number}
            self.fields[f"tracking-{delivery.pk}"] = tracking_field(label)


class MarkAsSent(DeliveryAction):
    action_type = "ship"
    display_name = gettext_lazy("Sent")
    aria_label = gettext_lazy("Mark the chosen parcels as sent")
    title = gettext_lazy("Mark as sent")
    consequence = gettext_lazy(
        "The buyers are told by mail that their parcel is on its way. What was withdrawn is left out. A mistake can be "
        "corrected on the order's screen."
    )
    button = gettext_lazy("Mark as sent")
    action_priority = 20
    form_class = TrackingForm

    def waiting(self) -> list[Delivery]:
        return [delivery for delivery in self.chosen() if delivery.state == Delivery.State.OPEN]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "deliveries": self.waiting()}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        entered = {delivery.pk: form.cleaned_data.get(f"tracking-{delivery.pk}", "") for delivery in self.waiting()}
        done = len(mark_shipped(parcels=entered, actor=self.request.user))
        words = ngettext("%(count)s parcel is marked as sent.", "%(count)s parcels are marked as sent.", done)
        messages.success(self.request, words % {"count": done})
        self.say_stopped()
        return redirect(self.next_url)


class ParcelAction(ActionView):
    """What is done about a parcel that was marked as sent, on the screen of its order."""

    model = Delivery
    permission = PERMISSION

    def back(self, obj: Delivery) -> str:
        return reverse("orders:inspect", args=[obj.order_id])

    def act(self, obj: Delivery, data: dict[str, Any]) -> None:
        try:
            self.mend(obj, data)
        except NotSent as error:
            raise ActionRefused(_("The parcel is not marked as sent any more.")) from error

    def mend(self, obj: Delivery, data: dict[str, Any]) -> None:
        raise NotImplementedError


class NumberForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tracking"] = tracking_field(_("Tracking number"))


class CorrectTracking(ParcelAction):
    title = gettext_lazy("Correct the tracking number")
    consequence = gettext_lazy("The buyer gets a mail with the new number. Left empty, the old one is only deleted.")
    button = gettext_lazy("Correct the tracking number")
    done = gettext_lazy("The tracking number has been corrected.")
    form_class = NumberForm
    serious = False

    def initial(self, obj: Delivery) -> dict[str, Any]:
        return {"tracking": obj.tracking}

    def mend(self, obj: Delivery, data: dict[str, Any]) -> None:
        correct_tracking(delivery_id=obj.pk, tracking=data["tracking"], actor=self.request.user)


class TakeBackShipment(ParcelAction):
    title = gettext_lazy("Not sent after all")
    consequence = gettext_lazy(
        "The parcel waits again for being sent. The buyer has probably been told that it is on its way: please write "
        "to them if it takes longer than a day. When it is marked as sent again, they get a new mail."
    )
    button = gettext_lazy("Not sent after all")
    done = gettext_lazy("The parcel waits again for being sent.")

    def mend(self, obj: Delivery, _data: dict[str, Any]) -> None:
        take_back_shipment(delivery_id=obj.pk, actor=self.request.user)


DELIVERY_ACTIONS = (PrintPackingList, MarkAsSent)

urlpatterns = [
    path("<int:pk>/sendungsnummer/", CorrectTracking.as_view(), name="tracking"),
    path("<int:pk>/nicht-versandt/", TakeBackShipment.as_view(), name="take_back"),
]
