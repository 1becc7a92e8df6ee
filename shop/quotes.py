"""What the chosen articles cost together, with what sending them costs: the same sum in basket, checkout and order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import split_gross, spread
from shop.basket import Wanted
from shop.models import Goods, Product
from shop.selectors import Rates, ShippingTable, articles_named, current_rates, shipping_table


@dataclass(frozen=True)
class Choice:
    """So many of an article that is on sale."""

    product: Product
    quantity: int

    @property
    def gross(self) -> Decimal:
        return self.product.gross * self.quantity

    @property
    def goods(self) -> Goods | None:
        return None if self.product.is_ebook else self.product.goods


@dataclass(frozen=True)
class Part:
    """A share of the total that has one tax rate (a fraction)."""

    gross: Decimal
    rate: Decimal

    @property
    def tax(self) -> Decimal:
        return split_gross(self.gross, self.rate)[1]


@dataclass(frozen=True)
class Quote:
    """`shipping` is empty when nothing is sent, and None when we do not send it there (or not as heavy)."""

    choices: tuple[Choice, ...]
    country: str
    shipping: tuple[Part, ...] | None
    rates: Rates

    @property
    def goods(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.goods]

    @property
    def ebooks(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.goods]

    @property
    def weight(self) -> int:
        return weight_of(self.choices)

    @property
    def goods_gross(self) -> Decimal:
        return sum((choice.gross for choice in self.choices), Decimal(0))

    @property
    def shipping_gross(self) -> Decimal:
        return sum((part.gross for part in self.shipping or ()), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return self.goods_gross + self.shipping_gross

    @property
    def taxes(self) -> list[Part]:
        """Rounded once per rate, as on the invoice."""
        articles = [Part(choice.gross, self.rates.of(choice.product)) for choice in self.choices]
        return parts_by_rate([*articles, *(self.shipping or ())])


def parts_by_rate(parts: Sequence[Part]) -> list[Part]:
    """One part per rate, the lowest rate first."""
    rates = sorted({part.rate for part in parts})
    return [Part(sum((part.gross for part in parts if part.rate == rate), Decimal(0)), rate) for rate in rates]


def full_name(product: Product) -> str:
    """With the variant, as orders and invoices name it."""
    variant = "" if product.is_ebook else product.goods.variant
    return f"{product.name}, {variant}" if variant else product.name


def weight_of(choices: Sequence[Choice]) -> int:
    """Grams."""
    return sum(choice.goods.weight * choice.quantity for choice in choices if choice.goods)


@dataclass(frozen=True)
class Chosen:
    """What can be bought of what somebody wants, and what stands against the rest, in words.

    `known`: at least one of the numbers is an article of ours.
    """

    choices: tuple[Choice, ...]
    problems: tuple[str, ...]
    known: bool

    @property
    def wanted(self) -> Wanted:
        return {choice.product.number: choice.quantity for choice in self.choices}


def choose(wanted: Wanted) -> Chosen:
    """Read the articles as they are now. Who wants too many gets as many as there are."""
    found = articles_named(wanted)
    choices, problems = [], []
    for number, quantity in wanted.items():
        product = found.get(number)
        possible = sellable(product, quantity) if product else 0
        if problem := _problem(number, product, quantity, possible):
            problems.append(problem)
        if product and possible:
            choices.append(Choice(product, possible))
    return Chosen(tuple(choices), tuple(problems), known=bool(found))


def sellable(product: Product, quantity: int) -> int:
    """The quantity nearest to the wanted one that can be bought now; 0 when none can."""
    if not product.active:
        return 0
    if product.is_ebook:
        return 1 if product.ebook.files.all() else 0
    most = min(product.max_quantity, product.goods.stock)
    return 0 if most < product.min_quantity else max(product.min_quantity, min(quantity, most))


def _problem(number: str, product: Product | None, wanted: int, possible: int) -> str:
    names = {"name": product.name if product else number, "count": possible}
    if not possible:
        return _("“%(name)s” cannot be delivered at the moment.") % names
    if possible == wanted or product is None:
        return ""
    if product.is_ebook:
        return _("One “%(name)s” is enough: an ebook may be read on all your devices.") % names
    if possible > wanted:
        return _("“%(name)s” is sold in quantities of at least %(count)s.") % names
    if possible == product.max_quantity:
        return _("Of “%(name)s” you can order at most %(count)s.") % names
    return _("Of “%(name)s” only %(count)s are left.") % names


def quote(choices: Sequence[Choice], *, country: str) -> Quote:
    rates = current_rates()
    sent = [choice for choice in choices if choice.goods]
    shipping = _shipping(sent, country, rates, shipping_table()) if sent else ()
    return Quote(tuple(choices), country, shipping, rates)


def _shipping(sent: Sequence[Choice], country: str, rates: Rates, table: ShippingTable) -> tuple[Part, ...] | None:
    """Sending shares the tax of what is sent: with several rates in proportion to the value (section 3.10 UStAE)."""
    worth = parts_by_rate([Part(choice.gross, rates.of(choice.product)) for choice in sent])
    total = sum((part.gross for part in worth), Decimal(0))
    price = table.price(country, weight_of(sent), worth=total)
    if price is None:
        return None
    if not price:
        return ()
    weights = [part.gross for part in worth] if total else [Decimal(1)] * len(worth)
    shares = spread(price, weights)
    return tuple(Part(share, part.rate) for share, part in zip(shares, worth, strict=True) if share)
