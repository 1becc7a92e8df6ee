"""Fields of addresses, as the checkout asks for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.validators import validate_plain_text

POSTCODES = {"DE": 5, "AT": 4}


def text(label: Any, autocomplete: str, *, required: bool = True, limit: int = 80, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=limit,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete, **attrs}),
    )


def country(section: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": f"{section} country"}), initial="DE"
    )


class PlaceMixin(forms.Form):
    """What makes an address complete, for one or two addresses in a form."""

    def need_address(self, prefix: str = "") -> None:
        for name, message in {
            "street": _("Enter street and number."),
            "postal_code": _("Enter the postcode."),
            "city": _("Enter the town."),
        }.items():
            if not self.cleaned_data.get(prefix + name) and prefix + name not in self.errors:
                self.add_error(prefix + name, message)

    def check_postcode(self, prefix: str = "") -> None:
        digits = POSTCODES.get(self.cleaned_data.get(f"{prefix}country", ""))
        postcode = self.cleaned_data.get(f"{prefix}postal_code", "")
        if digits and postcode and not (postcode.isascii() and postcode.isdigit() and len(postcode) == digits):
            message = _("Enter the postcode with %(digits)s digits.") % {"digits": digits}
            self.add_error(f"{prefix}postal_code", message)


class DeliveryFields(PlaceMixin):
    """Where the goods go: to the address of the invoice, or to another one."""

    elsewhere = forms.BooleanField(required=False, label=_("Deliver to another address"))
    delivery_name = text(_("Name"), "shipping name", required=False, limit=160)
    delivery_company = text(_("Company"), "shipping organization", required=False, limit=100)
    delivery_street = text(_("Street and number"), "shipping address-line1", required=False, limit=100)
    delivery_postal_code = text(_("Postcode"), "shipping postal-code", required=False, limit=12)
    delivery_city = text(_("Town"), "shipping address-level2", required=False)
    delivery_country = country("shipping")

    def clean_delivery(self) -> None:
        if not self.cleaned_data.get("elsewhere"):
            return
        if not self.cleaned_data.get("delivery_name") and "delivery_name" not in self.errors:
            self.add_error("delivery_name", _("Enter the name of who receives the parcel."))
        self.need_address("delivery_")
        self.check_postcode("delivery_")
