import uuid
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from billing.ways import ways_to_pay
from core.tokens import digest
from core.validators import validate_plain_text
from customers.email import typing_hint
from mailing.fields import MailAddressField
from shop import legal
from shop.countries import country_choices
from shop.models import Ebook
from shop.services import CheckoutData

# Above this total an invoice must show the buyer's full address (§ 33 UStDV).
FULL_ADDRESS_ABOVE = Decimal(250)
POSTCODES = {"DE": 5, "AT": 4}
BUYER = ("email", "given_name", "family_name", "country", "company", "street", "postal_code", "city")


def _text(label: Any, autocomplete: str, *, required: bool = True, limit: int = 80, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=limit,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete, **attrs}),
    )


class CheckoutForm(forms.Form):
    """Everything that is needed to sell an ebook, and nothing more (L41). Prices are never read from here."""

    email = MailAddressField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The download link and the invoice go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address: the download link goes there."),
            "invalid": _("Enter the e-mail address in full, such as name@example.com."),
        },
    )
    email_choice = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    given_name = _text(_("Given name"), "billing given-name")
    family_name = _text(_("Family name"), "billing family-name")
    country = forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "billing country"}), initial="DE"
    )
    company = _text(_("Company"), "billing organization", required=False, limit=100)
    street = _text(_("Street and number"), "billing address-line1", required=False, limit=100)
    postal_code = _text(_("Postcode"), "billing postal-code", required=False, limit=12)
    city = _text(_("Town"), "billing address-level2", required=False)
    method = forms.ChoiceField(label=_("How would you like to pay?"), widget=forms.RadioSelect)
    waiver = forms.BooleanField(required=False)
    later = forms.BooleanField(
        required=False,
        label=_("I would rather wait: please deliver after the withdrawal period, 14 days after the payment."),
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
    seen_gross = forms.DecimalField(widget=forms.HiddenInput, max_digits=9, decimal_places=2)

    def __init__(self, *args: Any, ebook: Ebook, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4().hex, "seen_gross": ebook.gross})
        super().__init__(*args, **kwargs)
        self.ebook = ebook
        self._offer("country", country_choices())
        self.fields["waiver"].label = legal.waiver_text()
        self.email_hint = ""
        self._offer_methods()
        self._name_the_missing()

    def _offer(self, field: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices

    def _offer_methods(self) -> None:
        ways = ways_to_pay()
        self._offer("method", [(way.key, way) for way in ways])
        self.fields["method"].required = bool(self.ebook.gross)
        self.initial["method"] = ways[0].key if ways else ""

    def _name_the_missing(self) -> None:
        messages = {
            "given_name": _("Enter your given name."),
            "family_name": _("Enter your family name."),
            "method": _("Choose how you would like to pay."),
        }
        for name, message in messages.items():
            self.fields[name].error_messages["required"] = message

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:  # only machines fill what nobody sees
            raise forms.ValidationError(_("Please leave this field empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_email(data)
        self._clean_address(data)
        if not data.get("waiver") and not data.get("later"):
            self.add_error("waiver", _("Please tick this box, or the one below it if you would rather wait 14 days."))
        return data

    def _clean_email(self, data: dict[str, Any]) -> None:
        """A probable slip of the finger is asked about once; whoever keeps the address is believed."""
        email = data.get("email", "")
        hint = typing_hint(email)
        if not hint:
            return
        self.email_hint = hint
        self._offer(
            "email_choice",
            [
                (hint, _("Yes, %(address)s") % {"address": hint}),
                (email, _("No, %(address)s is right") % {"address": email}),
            ],
        )
        chosen = self.data.get("email_choice")
        if chosen not in {hint, email}:
            self.add_error("email", _("Please check your e-mail address: did you mean %(hint)s?") % {"hint": hint})
        else:
            data["email"], self.email_hint = chosen, ""
            self.errors.pop("email_choice", None)

    def _clean_address(self, data: dict[str, Any]) -> None:
        needed = {
            "street": _("Enter street and number."),
            "postal_code": _("Enter the postcode."),
            "city": _("Enter the town."),
        }
        wants_address = bool(data.get("company")) or any(data.get(field) for field in needed)
        if wants_address or self.ebook.gross > FULL_ADDRESS_ABOVE:
            for field, message in needed.items():
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, message)
        digits, postcode = POSTCODES.get(data.get("country", "")), data.get("postal_code", "")
        if digits and postcode and not (postcode.isascii() and postcode.isdigit() and len(postcode) == digits):
            self.add_error("postal_code", _("Enter the postcode with %(digits)s digits.") % {"digits": digits})

    def checkout_data(self, language: str) -> CheckoutData:
        data = self.cleaned_data
        buyer = {name: data[name] for name in BUYER}
        return CheckoutData(
            # Who comes back, corrects the address and orders again means a new order; pressed again, it is the same.
            idempotency_key=digest("\n".join([data["key"], *buyer.values()])),
            product=self.ebook,
            expected_gross=data["seen_gross"],
            language=language,
            method=data["method"],
            waiver=data["waiver"],
            **buyer,
        )
