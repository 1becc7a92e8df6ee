"""Staff with one permission or another."""

from uuid import uuid4

from django.contrib.auth.models import Group, Permission

from accounts.models import User


def staff(*permissions: str) -> User:
    """Somebody who may enter the back office, and these things ("app.codename")."""
    user = User.objects.create_user(f"{uuid4().hex[:8]}@verlag.example", "not-so-secret", is_staff=True)
    for name in ("wagtailadmin.access_admin", *permissions):
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def operator() -> User:
    return staff("automations.view_run", "automations.operate_run")


def in_role(role: str) -> User:
    user = User.objects.create_user(f"{uuid4().hex[:8]}@verlag.example", "not-so-secret", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
