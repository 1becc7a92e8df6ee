"""Logins in the back office: invite staff, give roles, close a login."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from accounts.links import activation_end, activation_path
from accounts.models import User
from accounts.services.staff import change_login, invite_staff
from accounts.staff_forms import InviteForm, LoginForm


class Logins(IndexView):
    """Without the boxes for many at once: each login is changed on its own."""

    @property
    def columns(self) -> list[Any]:
        return super().columns[1:]


class Invite(CreateView):
    success_message = _("%(object)s is invited and gets a mail with a link to set a password.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "makes_admins": self.request.user.is_superuser}

    @transaction.atomic
    def save_instance(self) -> User:
        user = self.form.save(commit=False)
        invite_staff(user=user, groups=self.form.cleaned_data["groups"], actor=self.request.user)
        link = {"url": settings.SITE_URL + activation_path(user), "valid_until": activation_end()}
        get_adapter(self.request).send_mail("account/email/invitation", user.email, link)
        return user


class Change(EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "makes_admins": self.request.user.is_superuser}

    def save_instance(self) -> User:
        values = {name: value for name, value in self.form.cleaned_data.items() if name != "email"}
        return change_login(user_id=self.object.pk, values=values, actor=self.request.user)


class StaffViewSet(UserViewSet):
    copy_view_enabled = False
    index_view_class = Logins
    add_view_class = Invite
    edit_view_class = Change

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return LoginForm if for_update else InviteForm
