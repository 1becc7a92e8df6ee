from django.utils.translation import gettext_lazy as _

from core.registries import protocol_words

WORDS = {
    "article.created": _("article created"),
    "article.changed": _("article changed"),
    "article.saved": _("article saved"),
    "article.stock": _("stock changed"),
    "article.availability": _("sold out, or available again"),
    "delivery.opened": _("delivery to be sent"),
    "delivery.printed": _("packing list printed"),
    "delivery.shipped": _("sent"),
    "delivery.stopped": _("not sent, since it was withdrawn; the goods can be sold again"),
    "delivery.taken_back": _("not sent after all"),
    "delivery.tracking": _("tracking number corrected"),
    "order.placed": _("order placed"),
    "order.confirmed": _("order confirmed"),
    "order.paid": _("order paid"),
    "order.cancelled": _("order cancelled"),
    "download.granted": _("download right granted"),
    "download.renewed": _("download link renewed"),
    "download.served": _("downloaded"),
    "topic.created": _("topic created"),
    "topic.changed": _("topic changed"),
    "quickshop.created": _("quick shop created"),
    "quickshop.changed": _("quick shop changed"),
    "shippingzone.created": _("shipping zone created"),
    "shippingzone.changed": _("shipping zone changed"),
    "shippingzone.deleted": _("shipping zone deleted"),
    "withdrawal.received": _("withdrawal received"),
    "withdrawal.decided": _("decided about the withdrawal"),
    "withdrawal.accepted": _("withdrawal noted as valid"),
    "withdrawal.rejected": _("withdrawal noted as not valid"),
    "data.articles": _("Articles"),
    "data.rates": _("Rates"),
}
for code, words in WORDS.items():
    protocol_words.register(code, words)
