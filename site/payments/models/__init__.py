from payments.models.call import ProviderCall
from payments.models.payment import Payment
from payments.models.webhook import WebhookEvent

__all__ = ["Payment", "ProviderCall", "WebhookEvent"]
