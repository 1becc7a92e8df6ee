from core.bus import Fact

PAYMENT_OPENED = Fact("payment.opened", "payment", "reference", "amount", "currency", "provider")
PAYMENT_CAPTURED = Fact("payment.captured", "payment", "reference", "amount", "currency", "provider")
PAYMENT_PENDING = Fact("payment.pending", "payment", "reference", "amount", "currency", "provider", "reason")
PAYMENT_DENIED = Fact("payment.denied", "payment", "reference", "amount", "currency", "provider", "reason")
