from django.core.checks import Tags, register

from core.apps import ModuleAppConfig


class PaymentsConfig(ModuleAppConfig):
    name = "payments"
    default = True

    def ready(self) -> None:
        super().ready()
        from core.registries import payment_providers  # noqa: PLC0415 -- app ready
        from payments.checks import paypal_keys  # noqa: PLC0415 -- app ready
        from payments.providers.paypal.provider import PayPal  # noqa: PLC0415 -- app ready
        from payments.providers.transfer import Transfer  # noqa: PLC0415 -- app ready

        payment_providers.register(PayPal.key, PayPal())
        payment_providers.register(Transfer.key, Transfer())
        register(paypal_keys, Tags.security, deploy=True)
