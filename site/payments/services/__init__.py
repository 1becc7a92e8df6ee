from payments.services.reconcile import reconcile
from payments.services.start import StartResult, start
from payments.services.sync import sync
from payments.services.transfer import record_transfer
from payments.services.webhooks import process_webhooks, retry_webhook, store_webhook

__all__ = [
    "StartResult",
    "process_webhooks",
    "reconcile",
    "record_transfer",
    "retry_webhook",
    "start",
    "store_webhook",
    "sync",
]
