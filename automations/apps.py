from django.core import checks
from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig


class AutomationsConfig(ModuleAppConfig):
    name = "automations"
    verbose_name = _("Processes")
    default = True

    def ready(self) -> None:
        super().ready()
        from automations import selectors, tasks  # noqa: PLC0415 -- app ready
        from automations.checks import check_live_runs, check_processes  # noqa: PLC0415 -- app ready
        from core import bell, ledger  # noqa: PLC0415 -- app ready
        from core.registries import HomePanel, home_panels, object_links  # noqa: PLC0415 -- app ready

        ledger.protect("automations.steplog")
        bell.connect(tasks.ring)
        checks.register(check_processes)
        checks.register(check_live_runs, checks.Tags.database)
        home_panels.register(
            "automations.failed", HomePanel(_("Failed steps"), "automations.view_run", selectors.failed_steps)
        )
        home_panels.register(
            "automations.duties",
            HomePanel(_("Duties that fail or do not run"), "core.operate_duty", selectors.troubled_duties),
        )
        object_links.register("automations.runs", selectors.links_to_runs)
