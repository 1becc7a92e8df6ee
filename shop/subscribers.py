"""What the shop does when something has happened further down."""

from wagtail.search import index

from cms.generation import raise_generation, raise_when_changed
from core.bus import EventData, subscribe
from mailing.models import Message
from shop.models import QuickShop, QuickShopArticle, ShippingRate, ShippingZone, Topic
from shop.selectors import pages_selling
from shop.services import confirm_order, mark_order_paid
from shop.services.listing import relist

CONFIRMATION = "order_confirmation"
raise_when_changed(Topic, QuickShop, QuickShopArticle, ShippingZone, ShippingRate)


@subscribe("receivable.settled", in_transaction=True)
def on_receivable_settled(event: EventData) -> None:
    if event.payload["reason_type"] == "shop.order":
        mark_order_paid(order_id=int(event.payload["reason_id"]))


@subscribe("mail.accepted", in_transaction=True)
def on_mail_accepted(event: EventData) -> None:
    if event.payload["related_type"] != "shop.order":
        return
    if Message.objects.filter(pk=event.payload["message"], template=CONFIRMATION).exists():
        confirm_order(order_id=int(event.payload["related_id"]))


@subscribe("article.saved", in_transaction=True)
def on_article_saved(event: EventData) -> None:
    """The pages of an article are listed with its price, and found by its title, author and numbers."""
    was_on = event.payload["was_variant_of"]
    pages = pages_selling({int(event.subject_id), *([was_on] if was_on else [])})
    relist(pages=pages)
    for page in pages:
        index.insert_or_update_object(page)


@subscribe("article.availability", in_transaction=True)
def on_article_availability(event: EventData) -> None:
    relist(pages=pages_selling([int(event.subject_id)]))


@subscribe("article.saved", "article.availability", in_transaction=True)
def on_article_changed(event: EventData) -> None:
    """Price and availability stand on pages that are kept."""
    raise_generation()
