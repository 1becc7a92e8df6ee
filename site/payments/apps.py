from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from core.apps import ModuleAppConfig
from core.registries import HomePanel, home_panels, payment_providers


class PaymentsConfig(ModuleAppConfig):
    name = "payments"
    default = True

    def ready(self) -> None:
        super().ready()
        from payments import selectors  # noqa: PLC0415 -- app ready
        from payments.checks import paypal_keys  # noqa: PLC0415 -- app ready
        from payments.providers.paypal.provider import PayPal  # noqa: PLC0415 -- app ready
        from payments.providers.transfer import Transfer  # noqa: PLC0415 -- app ready

        register(paypal_keys, Tags.security, deploy=True)
        payment_providers.register(PayPal.key, PayPal())
        payment_providers.register(Transfer.key, Transfer())
        home_panels.register(
            "payments.in_doubt",
            HomePanel(_("Payments in doubt"), "payments.view_payment", selectors.payments_in_doubt),
        )
        home_panels.register(
            "payments.unmatched_webhooks",
            HomePanel(_("Events that belong to nothing"), "payments.view_webhookevent", selectors.webhooks_unmatched),
        )
