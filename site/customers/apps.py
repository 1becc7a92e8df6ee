from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig
from core.registries import AccountSection, account_sections


class CustomersConfig(ModuleAppConfig):
    name = "customers"
    default = True

    def ready(self) -> None:
        super().ready()
        from customers.account import details  # noqa: PLC0415 -- app ready

        account_sections.register("details", AccountSection(_("Your data"), "customers/_details.html", details))
