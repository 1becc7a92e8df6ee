from django.utils.translation import gettext_lazy as _

from core import ledger
from core.apps import ModuleAppConfig
from core.registries import HomePanel, home_panels


class BillingConfig(ModuleAppConfig):
    name = "billing"
    default = True
    verbose_name = _("Billing")

    def ready(self) -> None:
        super().ready()
        from billing.issuers import issuers  # noqa: PLC0415 -- app ready
        from billing.selectors import money_waiting  # noqa: PLC0415 -- app ready
        from billing.services.own_invoices import issue_own_invoice  # noqa: PLC0415 -- app ready

        issuers.register("own", issue_own_invoice)
        ledger.protect("billing.allocation")
        ledger.protect("billing.invoice", once=("pdf", "xml"))
        home_panels.register(
            "billing.unassigned_money",
            HomePanel(_("Money without a claim"), "billing.view_unassignedmoney", money_waiting),
        )
