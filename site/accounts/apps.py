from core.apps import ModuleAppConfig


class AccountsConfig(ModuleAppConfig):
    name = "accounts"
    default = True
