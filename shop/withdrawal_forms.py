import uuid
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.validators import validate_plain_text
from mailing.fields import MailAddressField
from shop.services import Declaration


class WithdrawalForm(forms.Form):
    """Who, from which contract, and where the receipt goes: no more may be asked (§ 356a (2) BGB)."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=160,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    contract = forms.CharField(
        label=_("Which contract do you withdraw from?"),
        help_text=_(
            "The order number from our confirmation, such as B-2026-000123, is enough. If you do not have it at hand, "
            "write what you ordered and when."
        ),
        max_length=300,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the order number, or what you ordered and when.")},
    )
    email = MailAddressField(
        label=_("E-mail address for the receipt"),
        help_text=_("At best the one you ordered with. We confirm there at once when your withdrawal has come in."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter an e-mail address: the receipt goes there."),
            "invalid": _("Enter the e-mail address in full, such as name@example.com."),
        },
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    key = forms.CharField(
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"\A[0-9a-f]{32}\Z")],
        error_messages={
            "required": _("Please send the form once more."),
            "invalid": _("Please send the form once more."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4().hex})
        super().__init__(*args, **kwargs)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:  # only machines fill what nobody sees
            raise forms.ValidationError(_("Please leave this field empty."))
        return ""

    def declaration(self) -> Declaration:
        data = self.cleaned_data
        return Declaration(
            form_key=data["key"],
            name=data["name"],
            contract=data["contract"],
            email=data["email"],
            language=get_language() or "de",
        )
