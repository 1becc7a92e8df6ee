"""What the shop does when something has happened further down."""

from wagtail.search import index

from cms.generation import raise_generation, raise_when_changed
from core.bus import EventData, subscribe
from mailing.models import Message
from shop.models import Ebook, QuickShop, QuickShopArticle, ShippingRate, ShippingZone, Topic
from shop.services import confirm_order, mark_order_paid

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
    """The pages of an article are found by its title, author and numbers."""
    for ebook in Ebook.objects.filter(pk=event.subject_id).prefetch_related("pages"):
        for page in ebook.pages.all():
            index.insert_or_update_object(page)


@subscribe("article.saved", "article.availability", in_transaction=True)
def on_article_changed(event: EventData) -> None:
    """Price and availability stand on pages that are kept."""
    raise_generation()
