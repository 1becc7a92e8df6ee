"""The order's page: reached by its token, it tells in words where the order stands and what happens next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from billing.ways import ways_to_pay
from core.http import SeeOther
from core.ratelimit import client_address, hit
from shop import stages
from shop.selectors import access_order_by_token, dormant_login
from shop.services import pay_order
from shop.tokens import order_path


@never_cache
@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """`?teil=1` is the state alone, for the page that waits for news."""
    found = access_order_by_token(token)
    context = {
        **stages.describe(found),
        "pay_choices": ways_to_pay(),
        "pay_again_url": reverse("shop:pay", args=[token]),
        "account_url": reverse("shop:account", args=[token]) if dormant_login(found) else "",
    }
    template = "shop/_order_status.html" if request.GET.get("teil") else "shop/order.html"
    return render(request, template, context)


@never_cache
@require_POST
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """Pay (again), perhaps in another way. A second press leads to the same payment."""
    found = access_order_by_token(token)
    if not hit(f"pay:{found.pk}:{client_address(request)}", limit=10, period=600):
        return render(request, "429.html", status=429)
    method = request.POST.get("method", "")
    if method not in {way.key for way in ways_to_pay()}:
        raise Http404
    return SeeOther(pay_order(order=found, method=method) or order_path(found))


@never_cache
@require_safe
def invoice(request: HttpRequest, token: str) -> HttpResponse:
    """The archived invoice, as it was issued."""
    document = stages.archived_invoice(access_order_by_token(token))
    if document is None:
        raise Http404
    response = HttpResponse(bytes(document.data), content_type=document.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return response
