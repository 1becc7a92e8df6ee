from django.apps import apps
from django.db.models.signals import post_migrate

from core.apps import ModuleAppConfig


class WebsiteConfig(ModuleAppConfig):
    name = "website"
    default = True

    def ready(self) -> None:
        super().ready()
        from website.roles import write_roles  # noqa: PLC0415 -- app ready
        from website.settings import write_settings  # noqa: PLC0415 -- app ready

        last = [config for config in apps.get_app_configs() if config.models_module is not None][-1]
        post_migrate.connect(write_settings, sender=last)
        post_migrate.connect(write_roles, sender=last)  # by then all apps have their tables and permissions
