from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig
from core.registries import HomePanel, home_panels


class MailingConfig(ModuleAppConfig):
    name = "mailing"
    verbose_name = _("Mails")
    default = True

    def ready(self) -> None:
        super().ready()
        from mailing import catalogue, selectors  # noqa: PLC0415 -- app ready

        catalogue.register()
        home_panels.register(
            "mailing.attention",
            HomePanel(_("Mails that failed or are unclear"), "mailing.view_message", selectors.attention),
        )
