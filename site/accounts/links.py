"""Links that prove an address: who can open them reads the mail that went there."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from core import clock


def activation_path(user: User) -> str:
    """Where a first password is set. It works once; whoever holds it gets the login: send it to `user.email` only."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def activation_end() -> datetime:
    """Until when a link made now works."""
    return clock.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
