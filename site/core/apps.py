from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import module_has_submodule


class ModuleAppConfig(AppConfig):
    """An app whose page types live in `pages`, above its services, whose reactions to facts live in `subscribers`, and

    whose protocol codes are put into words in `words`.

    Subclasses set `default = True`: Django would otherwise see two candidates in their module.
    """

    def import_models(self) -> None:
        super().import_models()
        self._import("pages")

    def ready(self) -> None:
        self._import("words")
        self._import("subscribers")

    def _import(self, name: str) -> None:
        if module_has_submodule(self.module, name):
            import_module(f"{self.name}.{name}")


class CoreConfig(ModuleAppConfig):
    name = "core"
    default = True

    def ready(self) -> None:
        super().ready()
        from core import ledger  # noqa: PLC0415 -- app ready

        post_migrate.connect(ledger.install_triggers, sender=self)
