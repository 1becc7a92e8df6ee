"""Logins in the back office: nobody types somebody else's password, or moves a login to another address."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

TAKEN = _("There is a login with this address. Open it in the list and choose its roles there.")


class InviteForm(UserCreationForm):
    """The invited person gets a mail and sets a password."""

    error_messages = {**UserCreationForm.error_messages, "duplicate_username": TAKEN}

    def __init__(self, *args: Any, makes_admins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_superuser"].disabled = not makes_admins

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class LoginForm(UserEditForm):
    def __init__(self, *args: Any, makes_admins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("People change their address themselves, in their account.")
        if "is_superuser" in self.fields:
            self.fields["is_superuser"].disabled = not makes_admins
