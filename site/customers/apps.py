from core.apps import ModuleAppConfig


class CustomersConfig(ModuleAppConfig):
    name = "customers"
    default = True
