import uuid
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from billing.values import PartySnapshot
from billing.ways import ways_to_pay
from customers.email import typing_hint
from mailing.fields import MailAddressField
from shop import legal
from shop.address_fields import DeliveryFields, country, text
from shop.countries import country_choices
from shop.models import QuickShop
from shop.quotes import Quote
from shop.selectors import shipping_table
from shop.services import CheckoutData

# Above this total an invoice must show the buyer's full address (§ 33 UStDV).
FULL_ADDRESS_ABOVE = Decimal(250)
BUYER = ("email", "given_name", "family_name", "country", "company", "street", "postal_code", "city")
DELIVERY = ("name", "company", "street", "postal_code", "city", "country")
# What makes an order another one than that of the click before.
IDENTITY = ("key", *BUYER, "email_choice", "elsewhere", *(f"delivery_{name}" for name in DELIVERY))


class CheckoutForm(DeliveryFields):
    """Everything that is needed to sell, and nothing more (L41): goods need a place, ebooks a consent.

    Prices are never read from here.
    """

    email = MailAddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter the e-mail address in full, such as name@example.com."),
        },
    )
    email_choice = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    given_name = text(_("Given name"), "billing given-name")
    family_name = text(_("Family name"), "billing family-name")
    country = country("billing")
    company = text(_("Company"), "billing organization", required=False, limit=100)
    street = text(_("Street and number"), "billing address-line1", required=False, limit=100)
    postal_code = text(_("Postcode"), "billing postal-code", required=False, limit=12)
    city = text(_("Town"), "billing address-level2", required=False)
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

    def __init__(self, *args: Any, quote: Quote, quick_shop: QuickShop | None = None, **kwargs: Any) -> None:
        start = {"key": uuid.uuid4().hex, "seen_gross": quote.gross, "country": quote.country}
        kwargs.setdefault("initial", {**start, "delivery_country": quote.country})
        super().__init__(*args, **kwargs)
        self.quote, self.quick_shop = quote, quick_shop
        self._offer("country", country_choices())
        self.fields["email"].help_text = (
            _("The download link and the invoice go there.")
            if quote.ebooks
            else _("Confirmation and invoice go there.")
        )
        self.fields["waiver"].label = legal.waiver_text()
        self.email_hint = ""
        self._offer_methods()
        self._name_the_missing()
        self._fit_delivery()

    def _fit_delivery(self) -> None:
        if not self.quote.goods:
            for name in ("elsewhere", *(f"delivery_{part}" for part in DELIVERY)):
                del self.fields[name]
            return
        there = shipping_table().countries
        self._offer("delivery_country", [choice for choice in country_choices() if choice[0] in there])
        self.fields["delivery_country"].required = False
        self.fields["waiver"].required = False

    def _offer(self, field: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices

    def _offer_methods(self) -> None:
        ways = ways_to_pay()
        self._offer("method", [(way.key, way) for way in ways])
        self.fields["method"].required = bool(self.quote.gross)
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
        if self.quote.goods:
            self.clean_delivery()
            self._clean_destination(data)
        if self.quote.ebooks and not data.get("waiver") and not data.get("later"):
            self.add_error("waiver", _("Please tick this box, or the one below it if you would rather wait 14 days."))
        return data

    def _clean_destination(self, data: dict[str, Any]) -> None:
        if self.quote.shipping is None:
            field = "delivery_country" if data.get("elsewhere") else "country"
            self.add_error(field, _("We cannot send these articles there. Please choose another country or ask us."))

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
        begun = any(data.get(field) for field in ("company", "street", "postal_code", "city"))
        if begun or self.quote.goods or self.quote.gross > FULL_ADDRESS_ABOVE:
            self.need_address()
        self.check_postcode()

    def checkout_data(self, language: str, *, key: str) -> CheckoutData:
        data = self.cleaned_data
        names = {name: data[name] for name in ("given_name", "family_name")}
        party = {name: data[name] for name in BUYER if name not in names}
        return CheckoutData(
            idempotency_key=key,
            quote=self.quote,
            party=PartySnapshot(name=f"{data['given_name']} {data['family_name']}", **party),
            delivery=self._delivery() if self.quote.goods else None,
            quick_shop=self.quick_shop,
            expected_gross=data["seen_gross"],
            language=language,
            method=data["method"],
            waiver=bool(self.quote.ebooks) and data["waiver"],
            **names,
        )

    def _delivery(self) -> PartySnapshot:
        data = self.cleaned_data
        if data["elsewhere"]:
            return PartySnapshot(**{name: data[f"delivery_{name}"] for name in DELIVERY})
        same = {name: data[name] for name in DELIVERY if name != "name"}
        return PartySnapshot(name=f"{data['given_name']} {data['family_name']}", **same)
