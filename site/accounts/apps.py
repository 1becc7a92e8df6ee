from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig
from core.registries import AccountSection, account_sections


class AccountsConfig(ModuleAppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        super().ready()
        from accounts.security import section  # noqa: PLC0415 -- app ready

        account_sections.register("security", AccountSection(_("Security"), "accounts/_security.html", section))
