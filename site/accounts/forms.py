from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class EntranceForm(LoginForm):
    """The login, with errors that name what is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = _("Enter your e-mail address.")
        self.fields["password"].error_messages["required"] = _("Enter your password.")


class NewAddressForm(AddEmailForm):
    """Another address for the login, once it is proven. One address never belongs to two logins."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise get_adapter().validation_error("email_taken")
        return email


class ForgottenPasswordForm(ResetPasswordForm):
    """Only the address in use gets the link: one that was typed as a new one, perhaps wrongly, proves nothing yet."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.email == email.lower()]
        return email
