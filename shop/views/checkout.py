"""The till: one page, one form, one order."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http import SeeOther
from core.ratelimit import client_address, hit
from core.tokens import digest
from shop import basket, presenters
from shop.forms import IDENTITY, CheckoutForm
from shop.models import Order, QuickShop
from shop.quotes import Chosen, Quote, choose, quote
from shop.selectors import page_of
from shop.services import Placed, pay_order, place_order
from shop.services.placing import PriceChanged
from shop.services.stock import SoldOut
from shop.tokens import order_path
from shop.views.basket import show as show_basket


@dataclass(frozen=True)
class Selection:
    """What is to be paid here: named in the address (buy now, quick shop), or the basket."""

    chosen: Chosen
    from_basket: bool
    quick_shop: QuickShop | None

    @property
    def address(self) -> str:
        """Where the form goes: it names what the page shows, whatever becomes of the basket meanwhile."""
        wanted = self.chosen.wanted
        query: dict[str, Any] = {"a": list(wanted), "n": list(wanted.values())}
        if self.quick_shop:
            query["s"] = self.quick_shop.slug
        if self.from_basket:
            query["korb"] = "1"
        return f"/kasse/?{urlencode(query, doseq=True)}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """`?a=` names articles and `n=` how many; without them it is the basket. Prices are read from the articles.

    `korb=1` says that they came from the basket, and leave it when they are ordered.
    """
    selection = _selection(request)
    if not selection.chosen.choices:
        return _ordered_before(request) or show_basket(request, selection.chosen)
    found = quote(selection.chosen.choices, country=_destination(request))
    if request.method != "POST":
        return _show(request, selection, CheckoutForm(quote=found, quick_shop=selection.quick_shop))
    if not hit(f"checkout:{client_address(request)}", limit=20, period=600):
        return render(request, "429.html", status=429)
    return _order(request, selection, CheckoutForm(request.POST, quote=found, quick_shop=selection.quick_shop))


def _selection(request: HttpRequest) -> Selection:
    numbers = request.GET.getlist("a")
    wanted = basket.named(numbers, request.GET.getlist("n")) if numbers else basket.read(request)
    chosen, slug = choose(wanted), request.GET.get("s", "")[:60]
    if numbers and not chosen.known and not slug:  # in a quick shop nothing may have been chosen
        raise Http404
    from_basket = not numbers or "korb" in request.GET
    return Selection(chosen, from_basket, QuickShop.objects.filter(slug=slug).first() if slug else None)


def _destination(request: HttpRequest) -> str:
    """Where the goods go: asked of the form, or of the address when the page only wants to know the price."""
    given = request.POST if request.method == "POST" else request.GET
    name = "delivery_country" if given.get("elsewhere") else "country"
    return given.get(name, "DE")[:2]


def _order(request: HttpRequest, selection: Selection, form: CheckoutForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, selection, form, status=422)
    try:
        placed = place_order(data=form.checkout_data(get_language() or "de", key=_order_key(request)))
    except PriceChanged:
        form.add_error(None, _("The total has changed. Please check it and order again."))
        return _ordered_before(request) or _show(request, selection, form, status=409)
    except SoldOut:  # in this very second: show what is left
        return _ordered_before(request) or _less(request)
    return _to_order(request, placed)


def _order_key(request: HttpRequest) -> str:
    """The same for every click on the same button. Who goes back and corrects something orders anew."""
    return digest("\n".join([*(request.POST.get(name, "") for name in IDENTITY), request.GET.urlencode()]))


def _ordered_before(request: HttpRequest) -> HttpResponse | None:
    """The first of two clicks has ordered, and perhaps taken the last ones that the second would like to have."""
    if request.method != "POST":
        return None
    order = Order.objects.filter(idempotency_key=_order_key(request)).first()
    return _to_order(request, Placed(order, created=False)) if order else None


def _to_order(request: HttpRequest, placed: Placed) -> HttpResponse:
    answer = SeeOther(_next_address(placed))
    if "korb" in request.GET:
        ordered = basket.named(request.GET.getlist("a"), request.GET.getlist("n"))
        left = {number: n for number, n in basket.read(request).items() if number not in ordered}
        basket.write(answer, left, secure=request.is_secure())
    return answer


def _less(request: HttpRequest) -> HttpResponse:
    selection = _selection(request)
    if not selection.chosen.choices:
        return show_basket(request, selection.chosen, status=409)
    found = quote(selection.chosen.choices, country=_destination(request))
    form = CheckoutForm(request.POST, quote=found, quick_shop=selection.quick_shop)
    form.add_error(None, _("Somebody was faster: fewer are left than you ordered. Please check and order again."))
    return _show(request, selection, form, status=409)


def _next_address(placed: Placed) -> str:
    """The provider's page, or the order's own when there is nothing to pay or the provider does not answer."""
    page = order_path(placed.order)
    if placed.order.method == Order.Method.NONE:
        return page
    return pay_order(order=placed.order, method=placed.order.method) or page


def _show(request: HttpRequest, selection: Selection, form: CheckoutForm, status: int = 200) -> HttpResponse:
    found = form.quote
    if form.is_bound:  # the total that this page shows is the one that they agree to
        form.data = {**request.POST.dict(), "seen_gross": str(found.gross)}
    context: dict[str, Any] = {
        "form": form,
        "action": selection.address,
        "email_hint": form.email_hint,
        "lines": [presenters.choice_line(choice) for choice in found.choices],
        "problems": selection.chosen.problems,
        "sum": presenters.quote_sum(found),
        "total": found.gross,
        "free": not found.gross,
        "goods": bool(found.goods),
        "ebooks": bool(found.ebooks),
        "address_open": bool(found.goods) or _begun(form, "company", "street", "postal_code", "city"),
        "steps": _steps(found),
        "back_url": _way_back(selection, found),
    }
    return render(request, "shop/checkout.html", context, status=status)


def _steps(found: Quote) -> dict[str, str]:
    """The steps that this order has, counted."""
    steps = {"payment": _("Payment")} if found.gross else {}
    if found.ebooks:
        steps["waiver"] = _("Read at once")
    return {name: f"{place}. {words}" for place, (name, words) in enumerate(steps.items(), 3 if found.goods else 2)}


def _begun(form: CheckoutForm, *names: str) -> bool:
    return any(form[name].value() or form[name].errors for name in names)


def _way_back(selection: Selection, found: Quote) -> str:
    if selection.from_basket:
        return "/warenkorb/"
    return page_of(found.choices[0].product) if len(found.choices) == 1 else "/"
