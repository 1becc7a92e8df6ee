"""The offer of an account to somebody who has bought as a guest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.ratelimit import client_address, hit
from shop.models import Order
from shop.presenters import masked
from shop.selectors import access_order_by_token
from shop.services import offer_account
from shop.tokens import order_path


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, token: str) -> HttpResponse:
    """The answer is the same whether or not a mail was sent: it does not tell who has an account."""
    order = access_order_by_token(token)
    if request.method == "POST":
        if _too_often(request, order):
            return render(request, "429.html", status=429)
        offer_account(order=order)
    context = {"asked": request.method == "POST", "email_hint": masked(order.email), "order_url": order_path(order)}
    return render(request, "shop/account_offer.html", context)


def _too_often(request: HttpRequest, order: Order) -> bool:
    by_visitor = hit(f"account:{client_address(request)}", limit=10, period=600)
    by_order = hit(f"account:{order.pk}", limit=3, period=3600)
    return not (by_visitor and by_order)
