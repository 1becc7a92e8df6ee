from core.apps import ModuleAppConfig


class CmsConfig(ModuleAppConfig):
    name = "cms"
    default = True
