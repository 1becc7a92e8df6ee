from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from core.admin import ActionView, LedgerViewSet, RecordView
from core.protocol import history
from core.registries import customer_panels, resource_names
from customers.models import AccessGrant, ChangeProposal, Customer
from customers.services.proposals import decide_proposal


class CustomerView(RecordView):
    """A customer, what upper floors know of them, and everything that the protocol tells of the person."""

    template_name = "customers/admin/customer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object.person
        return {
            **super().get_context_data(**kwargs),
            "history": list(history(self.object).order_by().union(history(person).order_by()).order_by("-id")[:100]),
            "proposals": person.proposals.filter(state=ChangeProposal.State.OPEN),
            "grants": _named(person.grants.order_by("-pk")),
            "panels": list(self._panels()),
        }

    def _panels(self) -> Iterator[dict[str, Any]]:
        for panel in customer_panels.values():
            if self.request.user.has_perm(panel.permission) and (shown := panel.build(self.object))["rows"]:
                yield {"label": panel.label, "template": panel.template, **shown}


def _named(grants: Iterable[AccessGrant]) -> list[tuple[AccessGrant, str]]:
    """Each with what it gives access to, in words."""
    found, names = list(grants), dict[str, str]()
    for kind, name in resource_names.items():
        if those := [grant.resource for grant in found if grant.resource.startswith(f"{kind}:")]:
            names |= name(those)
    return [(grant, names.get(grant.resource, grant.resource)) for grant in found]


class CustomerViewSet(LedgerViewSet):
    model = Customer
    name = "customers_office"
    url_prefix = "kunden"
    icon = "group"
    menu_label = _("Customers")
    inspect_view_class = CustomerView
    list_display = [
        TitleColumn("number", label=_("Customer"), url_name="customers_office:inspect", sort_key="number"),
        Column("name", label=_("Name"), accessor="person.full_name"),
        Column("email", label=_("E-mail"), accessor="person.email"),
        DateColumn("created_at", label=_("Since"), sort_key="created_at"),
    ]
    search_fields = ["number", "person__given_name", "person__family_name", "person__email"]


class ProposalAction(ActionView):
    model = ChangeProposal
    permission = "customers.decide_proposal"
    serious = False
    accept: ClassVar[bool]

    def act(self, obj: ChangeProposal, data: dict[str, Any]) -> None:
        decide_proposal(proposal_id=obj.pk, accept=self.accept, actor=self.request.user)

    def back(self, obj: ChangeProposal) -> str:
        return reverse("proposals:index")


class AcceptProposal(ProposalAction):
    title = _("Take over what was typed")
    consequence = _("The person's data is changed to what was typed at the till. The old values stay in the history.")
    button = _("Take over")
    done = _("The person's data has been changed.")
    accept = True


class DismissProposal(ProposalAction):
    title = _("Leave the person as it is")
    consequence = _("What was typed at the till is not taken over.")
    button = _("Dismiss")
    done = _("The proposal has been dismissed.")
    accept = False


class ProposalViewSet(LedgerViewSet):
    """Work list: somebody typed other data than we know of the person."""

    model = ChangeProposal
    name = "proposals"
    url_prefix = "aenderungsvorschlaege"
    icon = "edit"
    menu_label = _("Change proposals")
    inspect_view_class = RecordView
    inspect_template_name = "customers/admin/proposal.html"
    list_display = [
        TitleColumn("person", label=_("Person"), url_name="proposals:inspect"),
        Column("typed", label=_("Typed"), accessor=lambda proposal: ", ".join(proposal.values.values())),
        DateColumn("created_at", label=_("When"), sort_key="created_at"),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda proposal: proposal.state == "open"),
    ]
    list_filter = ["state"]
    ordering = ("state", "-pk")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/uebernehmen/", AcceptProposal.as_view(), name="accept"),
            path("<int:pk>/verwerfen/", DismissProposal.as_view(), name="dismiss"),
        ]
