"""allauth's views, with limits that hold over all processes and changes in one transaction."""

from allauth.account import views as account
from allauth.account.internal.stagekit import unstash_login
from allauth.mfa.base import views as mfa
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.ratelimit import client_address, hit


def password_reset(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        email = request.POST.get("email", "").strip().lower()
        by_visitor = hit(f"reset:{client_address(request)}", limit=10, period=60)
        if not (hit(f"reset:{email}", limit=3, period=600) and by_visitor):
            return _too_often(request)
    try:
        return account.password_reset(request)
    except ValidationError:  # no mail can be sent to what looks like an address; nobody has it as a login either
        return redirect("account_reset_password_done")


def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Six digits are few: so many guesses per login, whatever the visitor's address."""
    login = unstash_login(request, peek=True) if request.method == "POST" else None
    if login and not hit(f"second-factor:{login.user.pk}", limit=10, period=300):
        return _too_often(request)
    return mfa.authenticate(request)


def new_address(request: HttpRequest) -> HttpResponseBase:
    """The form says whether an address is taken: nobody shall ask for many."""
    if request.method == "POST" and not hit(f"new-address:{request.user.pk}", limit=5, period=3600):
        return _too_often(request)
    try:
        with transaction.atomic():
            return account.email(request)
    except ValidationError as error:  # it looks like an address, but no mail can be sent to it
        messages.error(request, error.messages[0])
        return redirect("account_email")


def confirm_address(request: HttpRequest, key: str) -> HttpResponseBase:
    try:
        with transaction.atomic():
            return account.confirm_email(request, key=key)
    except IntegrityError:  # another login got the address since the mail went out
        messages.error(request, _("This address belongs to another account by now. Yours stays as it was."))
        return redirect("account_email")


@never_cache
def _too_often(request: HttpRequest) -> HttpResponseBase:
    return render(request, "429.html", status=429)
