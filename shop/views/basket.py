"""The basket's page, and the way into it. What is in it travels in the visitor's cookie."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core.http import SeeOther
from core.origin import require_same_origin
from shop import basket as baskets
from shop import presenters
from shop.basket import Wanted
from shop.quotes import Chosen, choose, quote

HOME = "DE"  # the basket asks nobody for a country


@never_cache
@csrf_exempt
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put `a` into the basket, `n` times. Forms on pages from the cache carry no token: the origin is checked."""
    require_same_origin(request)
    new = baskets.named(request.POST.getlist("a"), request.POST.getlist("n"))
    wanted = baskets.read(request)
    for number, quantity in new.items():
        wanted[number] = wanted.get(number, 0) + quantity
    chosen = choose(wanted)
    if not chosen.known or not new:
        raise Http404
    if request.headers.get("Accept", "").startswith("application/json"):
        told = JsonResponse({"count": sum(chosen.wanted.values()), "problems": chosen.problems})
        return _keep(request, told, {**wanted, **chosen.wanted})
    # What cannot be had as wanted stays, so that the basket says so; that one ebook is enough need not be said.
    ebooks = {choice.product.number: choice.quantity for choice in chosen.choices if not choice.goods}
    return _keep(request, SeeOther("/warenkorb/"), {**wanted, **ebooks})


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, choose(baskets.read(request)))
    require_same_origin(request)
    wanted = baskets.named(request.POST.getlist("a"), request.POST.getlist("n"))
    wanted.pop(request.POST.get("weg", ""), None)
    further = "/kasse/" if "weiter" in request.POST and not choose(wanted).problems else "/warenkorb/"
    return _keep(request, SeeOther(further), wanted)


def show(request: HttpRequest, chosen: Chosen, status: int = 200) -> HttpResponse:
    """The basket, or what stands against buying what was chosen."""
    found = quote(chosen.choices, country=HOME)
    problems = [*chosen.problems]
    if found.shipping is None:
        problems.append(
            _("Together these articles are too heavy for one parcel. Please order them in several orders, or ask us.")
        )
    context: dict[str, Any] = {
        "lines": [presenters.choice_line(choice) for choice in chosen.choices],
        "problems": problems,
        "sum": presenters.quote_sum(found),
        "shipping_note": _("Shipping abroad is added at the checkout.") if found.shipping else "",
    }
    return render(request, "shop/basket.html", context, status=status)


def _keep(request: HttpRequest, answer: HttpResponse, wanted: Wanted) -> HttpResponse:
    baskets.write(answer, wanted, secure=request.is_secure())
    return answer
