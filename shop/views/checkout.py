"""The till: one page, one form, one order."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.http import SeeOther
from core.money import split_gross
from core.ratelimit import client_address, hit
from shop import presenters
from shop.forms import CheckoutForm
from shop.models import Ebook, Order
from shop.selectors import current_rates, ebook_on_sale
from shop.services import Placed, pay_order, place_order
from shop.services.placing import PriceChanged
from shop.tokens import order_path


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """`?a=` names the article; everything else is asked here, and the price is read from the article."""
    ebook = ebook_on_sale(request.GET.get("a", "")[:40])
    if ebook is None:
        raise Http404
    if request.method != "POST":
        return _show(request, ebook, CheckoutForm(ebook=ebook))
    if not hit(f"checkout:{client_address(request)}", limit=20, period=600):
        return render(request, "429.html", status=429)
    return _order(request, ebook, CheckoutForm(request.POST, ebook=ebook))


def _order(request: HttpRequest, ebook: Ebook, form: CheckoutForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, ebook, form, status=422)
    try:
        placed = place_order(data=form.checkout_data(get_language() or "de"))
    except PriceChanged:
        form.add_error(None, _("The price has changed in the meantime. Please check it and order again."))
        form.data = {**request.POST.dict(), "seen_gross": str(ebook.gross)}
        return _show(request, ebook, form, status=409)
    return SeeOther(_next_address(placed))


def _next_address(placed: Placed) -> str:
    """The provider's page, or the order's own when there is nothing to pay or the provider does not answer."""
    page = order_path(placed.order)
    if placed.order.method == Order.Method.NONE:
        return page
    return pay_order(order=placed.order, method=placed.order.method) or page


def _show(request: HttpRequest, ebook: Ebook, form: CheckoutForm, status: int = 200) -> HttpResponse:
    rates = current_rates()
    context: dict[str, Any] = {
        "form": form,
        "email_hint": form.email_hint,
        "line": presenters.line_of(ebook),
        "total": ebook.gross,
        "tax": split_gross(ebook.gross, rates.of(ebook))[1],
        "tax_note": presenters.tax_note(rates.of(ebook), rates.small_business),
        "free": not ebook.gross,
        "address_open": _address_open(form, ebook),
        "back_url": _page_of(ebook),
    }
    return render(request, "shop/checkout.html", context, status=status)


def _address_open(form: CheckoutForm, ebook: Ebook) -> bool:
    fields = ("company", "street", "postal_code", "city")
    return any(form[name].value() or form[name].errors for name in fields)


def _page_of(ebook: Ebook) -> str:
    page = ebook.pages.filter(live=True).first()
    return (page.url if page else "/") or "/"
