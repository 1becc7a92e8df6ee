from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from billing.models import Receivable
from billing.selectors import access_receivable_by_token, online_providers
from billing.services import NothingToPayError, start_payment, transfer_instructions
from core.ratelimit import client_address, hit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """What is owed and how to pay it; a POST begins a payment. Whoever has the link may pay."""
    if not hit(f"pay:{client_address(request)}", limit=60, period=600):
        return render(request, "429.html", status=429)
    receivable = access_receivable_by_token(token)
    if request.method == "POST" and receivable.is_open:
        return _begin(request, receivable)
    return _page(request, receivable)


def _begin(request: HttpRequest, receivable: Receivable) -> HttpResponse:
    provider = request.POST.get("provider", "")
    if provider not in online_providers():
        return _page(request, receivable, status=422)
    try:
        started = start_payment(receivable_id=receivable.pk, provider=provider, return_path=request.path)
    except NothingToPayError:  # settled by somebody else a moment ago
        return redirect(request.path)
    if started.redirect_url is None:
        return _page(request, receivable, failed=True, status=503)
    return HttpResponse(status=303, headers={"Location": started.redirect_url})


def _page(request: HttpRequest, receivable: Receivable, *, failed: bool = False, status: int = 200) -> HttpResponse:
    context = {
        "receivable": receivable,
        "providers": online_providers() if receivable.is_open else {},
        "transfer": transfer_instructions(receivable) if receivable.is_open else None,
        "failed": failed,
    }
    response = render(request, "billing/pay.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
