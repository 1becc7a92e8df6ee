from core.apps import ModuleAppConfig


class CmsConfig(ModuleAppConfig):
    name = "cms"
    default = True

    def ready(self) -> None:
        super().ready()
        from cms import encoding  # noqa: PLC0415 -- app ready

        encoding.register()
