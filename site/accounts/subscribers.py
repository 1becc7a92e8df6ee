"""Edges that allauth owns, one line each into a service."""

from typing import Any

from allauth.account.signals import email_changed, email_confirmed, password_reset
from django.dispatch import receiver

from accounts import checks  # noqa: F401 -- registers the deployment check
from accounts.models import User
from accounts.services.users import activate_user, tell_new_address


@receiver(password_reset, dispatch_uid="accounts.password_reset")
def password_was_reset(user: User, **_: Any) -> None:
    activate_user(user_id=user.pk)


@receiver(email_confirmed, dispatch_uid="accounts.email_confirmed")
def address_was_confirmed(email_address: Any, **_: Any) -> None:
    activate_user(user_id=email_address.user_id)


@receiver(email_changed, dispatch_uid="accounts.email_changed")
def address_was_changed(user: User, **_: Any) -> None:
    tell_new_address(user_id=user.pk)
