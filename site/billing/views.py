from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from billing.forms import PayForm
from billing.models import Receivable
from billing.selectors import PayStatus, access_receivable_by_token, pay_status
from billing.services import NothingToPayError, start_payment, transfer_instructions
from billing.ways import TRANSFER
from core.http import SeeOther
from core.ratelimit import client_address, hit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """What is owed and how to pay it; a POST begins a payment. Whoever has the link may pay."""
    if not hit(f"pay:{client_address(request)}", limit=60, period=600):
        return render(request, "429.html", status=429)
    receivable = access_receivable_by_token(token)
    if request.method == "POST" and pay_status(receivable) == PayStatus.OPEN:
        return _begin(request, receivable)
    return _page(request, receivable)


def _begin(request: HttpRequest, receivable: Receivable) -> HttpResponse:
    form = PayForm(request.POST)
    if not form.is_valid():
        return _page(request, receivable, form, status=422)
    method = form.cleaned_data["method"]
    try:
        started = start_payment(receivable_id=receivable.pk, provider=method, return_path=request.path)
    except NothingToPayError:  # settled by somebody else a moment ago
        return SeeOther(request.path)
    if method == TRANSFER:
        return SeeOther(f"{request.path}?{TRANSFER}=1")
    if started.problem in {"unavailable", "refused"}:
        return _page(request, receivable, form, failed=True, status=503)
    return SeeOther(started.redirect_url or request.path)


def _page(
    request: HttpRequest,
    receivable: Receivable,
    form: PayForm | None = None,
    *,
    failed: bool = False,
    status: int = 200,
) -> HttpResponse:
    standing = pay_status(receivable)
    by_transfer = standing == PayStatus.OPEN and TRANSFER in request.GET
    context = {
        "status": standing.value,
        "receivable": receivable,
        "amount": receivable.open_amount,
        "lines": receivable.items,
        "due_at": receivable.due_at,
        "form": form or PayForm(),
        "payment_failed": failed,
        "transfer": transfer_instructions(receivable) if by_transfer else None,
    }
    response = render(request, "billing/pay.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
