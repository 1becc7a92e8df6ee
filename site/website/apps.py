from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig
from core.registries import HomePanel, RecordPanel, customer_panels, home_panels, retentions


class WebsiteConfig(ModuleAppConfig):
    name = "website"
    default = True

    def ready(self) -> None:
        super().ready()
        from website import form_actions, form_mails, form_office  # noqa: PLC0415 -- app ready
        from website.legal_pages import guarantee_notice_missing, waiting  # noqa: PLC0415 -- app ready
        from website.roles import write_roles  # noqa: PLC0415 -- app ready
        from website.services.forms import forget_old_submissions  # noqa: PLC0415 -- app ready
        from website.settings import write_settings  # noqa: PLC0415 -- app ready

        form_mails.register()
        retentions.register("website.forms", forget_old_submissions)
        home_panels.register(
            "website.forms",
            HomePanel(_("New submissions of forms"), "website.handle_formsubmission", form_office.waiting),
        )
        home_panels.register(
            "website.suspects",
            HomePanel(_("Submissions that look like spam"), "website.handle_formsubmission", form_office.suspects),
        )
        customer_panels.register(
            "website.forms",
            RecordPanel(
                _("Submissions"),
                "website/admin/_customer_submissions.html",
                form_actions.VIEW,
                form_office.submissions_of,
            ),
        )
        home_panels.register(
            "website.legal", HomePanel(_("Legal texts that are missing"), "cms.change_legalsettings", waiting)
        )
        home_panels.register(
            "website.guarantee",
            HomePanel(
                _("Official notice on the legal guarantee is missing"),
                "cms.change_legalsettings",
                guarantee_notice_missing,
            ),
        )

        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(write_settings, sender=last)
        post_migrate.connect(write_roles, sender=last)  # by then all apps have their tables and permissions
