"""A title and its offers, in the words of schema.org."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cms.generation import known as known_now
from cms.structured import Facts, known
from shop.models import Goods, Product
from shop.offers import Offer
from shop.selectors import ShippingTable, shipping_table

if TYPE_CHECKING:
    from shop.pages import TitlePage

SCHEMA = "https://schema.org"
BOOKS = {Product.Kind.BOOK, Product.Kind.EBOOK, Product.Kind.AUDIO}
FORMATS = {Product.Kind.EBOOK: f"{SCHEMA}/EBook", Product.Kind.AUDIO: f"{SCHEMA}/AudiobookFormat"}
HOME = "DE"


def title(page: "TitlePage") -> Facts:
    """One article, or a group whose members are its variants."""
    offers = page.offers
    about = {**_about(page), "@id": f"{page.address}#titel"}
    if len(offers) == 1:
        return known({**about, **_article(page, offers[0])})
    return known(
        {
            **about,
            "@type": "ProductGroup",
            "productGroupID": page.article.number,
            "variesBy": _("Edition"),
            "hasVariant": [known({**_article(page, offer), "name": _name(page, offer)}) for offer in offers],
        }
    )


def _about(page: "TitlePage") -> Facts:
    article = page.article
    return {
        "name": article.name,
        "alternateName": article.subtitle,
        "description": page.summary,
        "image": page.share_image.url if article.cover else "",
        "datePublished": page.first_published_at and page.first_published_at.date(),
    }


def _name(page: "TitlePage", offer: Offer) -> str:
    return f"{page.article.name}, {offer.label}"


def _article(page: "TitlePage", offer: Offer) -> Facts:
    product, is_book = offer.product, offer.product.kind in BOOKS
    maker = product.publisher or getattr(product, "maker_name", "")
    return known(
        {
            "@type": ["Book", "Product"] if is_book else "Product",
            "sku": product.number,
            "isbn": product.isbn,
            "author": {"@type": "Person", "name": product.author} if product.author else "",
            "publisher": {"@type": "Organization", "name": maker} if maker and is_book else "",
            "brand": {"@type": "Brand", "name": maker} if maker and not is_book else "",
            "bookFormat": FORMATS.get(Product.Kind(product.kind), ""),
            "inLanguage": product.language if is_book else "",
            "numberOfPages": product.page_count if is_book else "",
            "weight": _weight(product) if isinstance(product, Goods) and product.weight else "",
            "offers": _offer(page, offer),
        }
    )


def _offer(page: "TitlePage", offer: Offer) -> Facts:
    return known(
        {
            "@type": "Offer",
            "url": page.address,
            "price": offer.gross,
            "priceCurrency": "EUR",
            "availability": f"{SCHEMA}/{'InStock' if offer.buyable else 'OutOfStock'}",
            "shippingDetails": _shipping(offer.product) if isinstance(offer.product, Goods) else "",
        }
    )


def _shipping(goods: Goods) -> Any:
    """What sending this one article within the country costs, and how long it takes."""
    table: ShippingTable = known_now("shop.shipping", shipping_table)
    price = table.price(HOME, goods.weight, worth=goods.gross)
    if price is None:
        return ""
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {"@type": "MonetaryAmount", "value": price, "currency": "EUR"},
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": HOME},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "transitTime": {
                "@type": "QuantitativeValue",
                "minValue": goods.delivery_days_min,
                "maxValue": goods.delivery_days_max,
                "unitCode": "DAY",
            },
        },
    }


def _weight(goods: Goods) -> Facts:
    return {"@type": "QuantitativeValue", "value": goods.weight, "unitCode": "GRM"}
