import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from cms.models import TaxSettings
from core.tokens import digest
from customers.email import normalise
from customers.models import AccessGrant, Person
from customers.selectors import may_use, valid_grants
from shop.models import (
    Delivery,
    DownloadEvent,
    DownloadLink,
    Ebook,
    EbookFile,
    Goods,
    Listing,
    Order,
    OrderLine,
    Product,
    ShippingZone,
    Withdrawal,
)

RESOURCE = "shop.product"


@dataclass(frozen=True)
class Rates:
    """Tax rates as fractions; a small business charges none."""

    standard: Decimal
    reduced: Decimal
    small_business: bool

    def of(self, product: Product | Listing) -> Decimal:
        if self.small_business:
            return Decimal(0)
        return self.reduced if product.tax_class == Product.TaxClass.REDUCED else self.standard


def current_rates() -> Rates:
    settings = TaxSettings.load()
    return Rates(settings.standard_rate / 100, settings.reduced_rate / 100, settings.small_business)


@dataclass(frozen=True)
class ShippingTable:
    """What sending costs: zones with their countries, the value from which it is free, and (grams, price) rising."""

    zones: tuple[tuple[frozenset[str], Decimal | None, tuple[tuple[int, Decimal], ...]], ...]

    @property
    def countries(self) -> set[str]:
        return {country for countries, _free, rates in self.zones if rates for country in countries}

    def price(self, country: str, grams: int, *, worth: Decimal) -> Decimal | None:
        """None: not to this country, or not as heavy."""
        for countries, free_from, rates in self.zones:
            if country in countries:
                fitting = [gross for up_to, gross in rates if grams <= up_to]
                if not fitting:
                    return None
                return Decimal(0) if free_from is not None and worth >= free_from else fitting[0]
        return None


def shipping_table() -> ShippingTable:
    zones = ShippingZone.objects.prefetch_related("rates")
    return ShippingTable(
        tuple(
            (
                frozenset(zone.countries),
                zone.free_from,
                tuple((rate.up_to, rate.gross) for rate in zone.rates.all()),
            )
            for zone in zones
        )
    )


def articles_named(numbers: Iterable[str]) -> dict[str, Product]:
    """Articles by number with all that a line of a basket shows, on sale or not."""
    products = Product.objects.filter(number__in=list(numbers)).select_related("cover", "ebook", "goods")
    return {product.number: product for product in products.prefetch_related("ebook__files")}


def page_of(product: Product) -> str:
    """Where it is sold; variants are on the page of the article that they are variants of."""
    article = product.actual
    owner = article if isinstance(article, Ebook) else article.variant_of or article
    page = owner.pages.filter(live=True).first()
    return (page.url if page else "/") or "/"


def pages_selling(product_ids: Collection[int]) -> list[Any]:
    """The pages of these articles, and of those that they are variants of."""
    ebooks = Ebook.objects.filter(pk__in=product_ids)
    goods = Goods.objects.filter(Q(pk__in=product_ids) | Q(variants__in=product_ids))
    return [page for article in [*ebooks, *goods.distinct()] for page in article.pages.all()]


def lowest_price(product: Product, *, at: datetime) -> Decimal:
    """The lowest price in force at any time of the 30 days before `at` (§ 11 PAngV)."""
    begin, changes = at - timedelta(days=30), [change for change in product.price_changes.all() if change.at < at]
    within = [change.gross for change in changes if change.at > begin]
    before = [change.gross for change in changes if change.at <= begin][:1]
    return min([*within, *before], default=product.gross)


def on_a_page() -> Q:
    """Of articles: visitors can find it, on its own page or on that of its main article."""
    listed = Listing.objects.values("product")
    return Q(pk__in=listed) | Q(pk__in=Goods.objects.filter(variant_of__in=listed).values("pk"))


def complete() -> Q:
    """Of articles: on a page, and an ebook has a file."""
    return on_a_page() & (~Q(kind=Product.Kind.EBOOK) | Q(pk__in=EbookFile.objects.values("ebook")))


def articles_not_ready() -> tuple[int, str]:
    """For the home panel: on sale, but nobody can buy them."""
    count = Product.objects.filter(active=True).exclude(complete()).count()
    return count, f"{reverse('articles:index')}?active=true&complete=false"


def kept_for_orders(goods_ids: Collection[int]) -> dict[int, int]:
    """How many of these lie on the shelf though they are ordered: not paid or not sent yet. Others are not named."""
    waiting = Q(order__state=Order.State.PLACED) | Q(order__delivery__state=Delivery.State.OPEN)
    lines = OrderLine.objects.filter(waiting, product__in=goods_ids).order_by()
    return dict(lines.values_list("product").annotate(Sum("quantity")))


def articles_sold_out() -> tuple[int, str]:
    count = Goods.objects.filter(active=True, stock__lt=F("min_quantity")).count()
    return count, f"{reverse('articles:index')}?active=true&stock=none"


def access_order_by_token(token: str) -> Order:
    """The order of a link. Absent and foreign look the same."""
    return get_object_or_404(
        Order.objects.select_related("customer__person__user", "receivable__invoice"), token_hash=digest(token)
    )


def access_link_by_token(token: str) -> DownloadLink:
    return get_object_or_404(
        DownloadLink.objects.select_related("line__order__customer", "grant"), token_hash=digest(token)
    )


def access_file_by_token(token: str, *, at: datetime) -> DownloadEvent:
    """A counted download whose hour is not over and whose right still stands."""
    event = get_object_or_404(
        DownloadEvent.objects.select_related("copy", "link__grant", "link__line"), token_hash=digest(token)
    )
    if event.open_until <= at or not right_stands(event.link, at=at):
        raise Http404
    return event


def right_stands(link: DownloadLink, *, at: datetime) -> bool:
    return may_use(person_id=link.grant.person_id, resource=resource_of(link.line), at=at)


def resource_of(line: OrderLine) -> str:
    return f"{RESOURCE}:{line.product_id}"


def names_of(resources: list[str]) -> dict[str, str]:
    products = Product.objects.in_bulk([int(resource.rpartition(":")[2]) for resource in resources])
    return {f"{RESOURCE}:{pk}": product.name for pk, product in products.items()}


def source_of(line: OrderLine) -> str:
    """What a right to the line's ebook comes from."""
    return f"shop.orderline:{line.pk}"


def ebook_lines(order: Order) -> list[OrderLine]:
    return list(order.lines.filter(product__ebook__isnull=False).select_related("product__ebook").order_by("pk"))


def current_links(order: Order) -> list[DownloadLink]:
    links = DownloadLink.objects.filter(line__order=order, replaced_at=None)
    return list(links.select_related("line__product__cover", "line__order", "grant").order_by("line"))


def access_withdrawal_by_token(token: str) -> Withdrawal:
    return get_object_or_404(Withdrawal, token_hash=digest(token))


def order_named_in(text: str, *, email: str) -> Order | None:
    """The one order whose number stands in the text and whose buyer has this address."""
    numbers = re.findall(r"[A-Z0-9-]+", re.sub("[\u2010-\u2015\u2212]", "-", text).upper())
    orders = Order.objects.filter(number__in=numbers).select_related("customer")
    fitting = [order for order in orders if normalise(order.email) == normalise(email)]
    return fitting[0] if len(fitting) == 1 else None


def dormant_login(order: Order) -> User | None:
    """The buyer's login as long as nobody has taken it into use."""
    user = order.customer.person.user
    return user if user and user.is_active and user.state == User.State.INVITED else None


def orders_of(person: Person) -> "QuerySet[Order]":
    orders = Order.objects.filter(customer__person=person).select_related("receivable__invoice")
    return orders.prefetch_related("lines").order_by("-pk")


def links_of(person: Person, *, at: datetime) -> "QuerySet[DownloadLink]":
    """The current links of all that the person has the right to download."""
    links = DownloadLink.objects.filter(grant__in=valid_grants(at).filter(person=person), replaced_at=None)
    return links.select_related("line__product__cover").order_by("-pk")


def delivery_is_stopped(order: Order) -> bool:
    """A right of the order was taken back."""
    sources = [source_of(line) for line in ebook_lines(order)]
    return AccessGrant.objects.filter(source__in=sources, revoked_at__isnull=False).exists()


def is_withdrawn(order: Order) -> bool:
    """The buyer has withdrawn from the contract, and rightly so."""
    return order.withdrawals.filter(state=Withdrawal.State.ACCEPTED).exists()
