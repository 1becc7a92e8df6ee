"""Logins as staff see them: who works here, with which roles."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from core import protocol

FLAGS = ("is_active", "is_superuser")
NAMES = ("first_name", "last_name")


@transaction.atomic
def invite_staff(*, user: User, groups: Iterable[Group], actor: Any) -> None:
    """Keep the new login. It opens nothing until the person has set a password with the link from the mail."""
    user.state = User.State.INVITED
    user.set_unusable_password()
    user.save()
    user.groups.set(groups)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    roles = {"groups": [[], _names(user)], "is_superuser": [False, user.is_superuser]}
    protocol.record("user.invited", obj=user, actor=actor, changes=roles)


@transaction.atomic
def change_login(*, user_id: int, values: dict[str, Any], actor: Any) -> User:
    """Names, roles, open or closed. A closed login is logged out at its next click."""
    user = User.objects.select_for_update().get(pk=user_id)
    before = {name: getattr(user, name) for name in (*FLAGS, *NAMES)}
    roles = _names(user)
    for name in before.keys() & values.keys():
        setattr(user, name, values[name])
    user.save(update_fields=[*FLAGS, *NAMES])
    user.groups.set(values["groups"])
    changes = {name: [before[name], getattr(user, name)] for name in FLAGS if before[name] != getattr(user, name)}
    personal = {name: (before[name], getattr(user, name)) for name in NAMES if before[name] != getattr(user, name)}
    if roles != _names(user):
        changes["groups"] = [roles, _names(user)]
    protocol.record("user.changed", obj=user, actor=actor, changes=changes, personal=personal)
    return user


def _names(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))
