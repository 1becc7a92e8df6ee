from core.bus import Fact

ARTICLE_SAVED = Fact("article.saved", "number", "was_variant_of")
ARTICLE_AVAILABILITY = Fact("article.availability", "number", "available")
ORDER_PLACED = Fact("order.placed", "number", "person_id")
ORDER_PAID = Fact("order.paid", "number", "person_id")
ORDER_CANCELLED = Fact("order.cancelled", "number", "person_id", "reason")
ORDER_CONFIRMED = Fact("order.confirmed", "number", "person_id")
WITHDRAWAL_RECEIVED = Fact("withdrawal.received", "number", "order")
WITHDRAWAL_DECIDED = Fact("withdrawal.decided", "number", "order", "state")
DOWNLOAD_GRANTED = Fact("download.granted", "line")
DOWNLOAD_SERVED = Fact("download.served", "line", "format")
DELIVERY_OPENED = Fact("delivery.opened", "number", "person_id")
DELIVERY_SHIPPED = Fact("delivery.shipped", "number", "tracking")
