from django.core import checks

from core.apps import ModuleAppConfig


class AutomationsConfig(ModuleAppConfig):
    name = "automations"
    default = True

    def ready(self) -> None:
        super().ready()
        from automations.checks import check_live_runs, check_processes  # noqa: PLC0415 -- app ready
        from core import ledger  # noqa: PLC0415 -- app ready

        ledger.protect("automations.steplog")
        checks.register(check_processes)
        checks.register(check_live_runs, checks.Tags.database)
