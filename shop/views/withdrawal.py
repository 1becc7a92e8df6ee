"""The withdrawal function (§ 356a BGB): open to everybody, without login; it never tells whether an order exists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.http import SeeOther
from core.ratelimit import client_address, hit
from customers.email import normalise
from shop.selectors import access_withdrawal_by_token
from shop.services import declare_withdrawal
from shop.tokens import withdrawal_token
from shop.withdrawal_forms import WithdrawalForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Form, then the page to check, then the declaration. Between the steps the page itself carries what was typed."""
    if request.method != "POST":
        return _ask(request, WithdrawalForm())
    if not hit(f"withdrawal:{client_address(request)}", limit=30, period=600):
        return render(request, "429.html", status=429)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    step = request.POST.get("step")
    if step == "confirm":
        return _declare(request, form)
    return _ask(request, form) if step == "change" else render(request, "shop/withdrawal_check.html", {"form": form})


def _ask(request: HttpRequest, form: WithdrawalForm, status: int = 200) -> HttpResponse:
    return render(request, "shop/withdrawal.html", {"form": form}, status=status)


def _declare(request: HttpRequest, form: WithdrawalForm) -> HttpResponse:
    """The receipt goes to an address that nobody has proven: so many mails an hour it gets, and no more."""
    if not hit(f"withdrawal:{normalise(form.cleaned_data['email'])}", limit=10, period=3600):
        return render(request, "429.html", status=429)
    declared = declare_withdrawal(declaration=form.declaration())
    return SeeOther(reverse("shop:withdrawal_received", args=[withdrawal_token(declared)]))


@never_cache
@require_safe
def received(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "shop/withdrawal_received.html", {"withdrawal": access_withdrawal_by_token(token)})
