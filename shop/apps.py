from core.apps import ModuleAppConfig


class ShopConfig(ModuleAppConfig):
    name = "shop"
    default = True
