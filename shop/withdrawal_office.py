"""Withdrawals as staff work them off: a list that is only read, and the decision."""

from typing import Any, ClassVar

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from core.admin import ActionRefused, ActionView, ReasonForm, RecordView
from core.registries import ObjectLink
from mailing.models import Message
from shop.models import Order, Withdrawal
from shop.services import AlreadyDecided, accept_withdrawal, reject_withdrawal

PERMISSION = "shop.decide_withdrawal"


class WithdrawalView(RecordView):
    """One declaration, the order it names, and what to do now."""

    template_name = "shop/admin/withdrawal.html"
    object: Withdrawal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        related = {"related_type": "shop.withdrawal", "related_id": str(self.object.pk)}
        return {
            **super().get_context_data(**kwargs),
            "mails": Message.objects.filter(**related).order_by("pk"),
            "may_decide": self.request.user.has_perm(PERMISSION),
        }


class Decision(ActionView):
    model = Withdrawal
    permission = PERMISSION

    def back(self, obj: Withdrawal) -> str:
        return reverse("withdrawals:inspect", args=[obj.pk])

    def act(self, obj: Withdrawal, data: dict[str, Any]) -> None:
        try:
            self.decide(obj, data)
        except AlreadyDecided as error:
            raise ActionRefused(_("Somebody has decided about this withdrawal in the meantime.")) from error

    def decide(self, obj: Withdrawal, data: dict[str, Any]) -> None:
        raise NotImplementedError


class AcceptWithdrawal(Decision):
    title = _("The withdrawal is valid")
    consequence = _(
        "All downloads of the order are taken back at once; if it is not paid yet, it is cancelled. A parcel that has "
        "not been sent is stopped, and its goods can be sold again. Money that has been paid you refund by hand within "
        "14 days of the withdrawal, in the way it was paid. The customer is not told by the machine: please write to "
        "them."
    )
    button = _("The withdrawal is valid")
    done = _("The withdrawal is noted as valid. Now refund what was paid, and write to the customer.")

    def decide(self, obj: Withdrawal, data: dict[str, Any]) -> None:
        accept_withdrawal(withdrawal_id=obj.pk, actor=self.request.user)


class RejectWithdrawal(Decision):
    title = _("The withdrawal is not valid")
    consequence = _(
        "For example since the right ended when the download was made available (consent and confirmation stand on "
        "the order's screen), or since no order of ours is meant. Nothing is changed about the order. The customer is "
        "not told by the machine: please write to them and give the reason."
    )
    button = _("The withdrawal is not valid")
    done = _("The withdrawal is noted as not valid. Now write to the customer.")
    form_class = ReasonForm

    def decide(self, obj: Withdrawal, data: dict[str, Any]) -> None:
        reject_withdrawal(withdrawal_id=obj.pk, reason=data["reason"], actor=self.request.user)


class WithdrawalViewSet(ModelViewSet):
    """Work list: the oldest undecided declaration first."""

    model = Withdrawal
    name = "withdrawals"
    url_prefix = "widerrufe"
    icon = "undo"
    menu_label = _("Withdrawals")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = WithdrawalView
    list_display = [
        TitleColumn("number", label=_("Withdrawal"), url_name="withdrawals:inspect", sort_key="number"),
        DateColumn("received_at", label=_("Received"), sort_key="received_at"),
        Column("name", label=_("Name")),
        Column("order", label=_("Order")),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda row: row.state == "open"),
    ]
    list_filter = ["state"]
    list_export = ["number", "received_at", "name", "contract", "email", "order", "state", "decided_at", "reason"]
    search_fields = ["number", "name", "email", "contract", "order__number"]
    search_backend_name = None
    ordering = "-pk"
    form_fields: ClassVar[list[str]] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/gueltig/", AcceptWithdrawal.as_view(), name="accept"),
            path("<int:pk>/ungueltig/", RejectWithdrawal.as_view(), name="reject"),
        ]


def waiting() -> tuple[int, str]:
    """For the home panel: (number, address of the list)."""
    count = Withdrawal.objects.filter(state=Withdrawal.State.OPEN).count()
    return count, f"{reverse('withdrawals:index')}?state={Withdrawal.State.OPEN}"


def links_to_withdrawals(obj: Any) -> list[ObjectLink]:
    """From an order's screen."""
    found = obj.withdrawals.order_by("pk") if isinstance(obj, Order) else []
    return [
        ObjectLink(_("Withdrawal"), row.number, reverse("withdrawals:inspect", args=[row.pk]), "shop.view_withdrawal")
        for row in found
    ]
