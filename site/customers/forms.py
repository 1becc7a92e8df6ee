from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from core.validators import validate_plain_text
from customers.models import Person


class PersonForm(forms.Form):
    """What people change about themselves."""

    given_name = forms.CharField(
        label=_("Given name"),
        max_length=80,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Enter your given name.")},
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        validators=[validate_plain_text],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Enter your family name.")},
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("Enter the phone number with its area code, such as 030 123456.")},
    )

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "PersonForm":
        phone = person.phone.as_national if person.phone and person.phone.country_code == 49 else str(person.phone)
        values = {"given_name": person.given_name, "family_name": person.family_name, "phone": phone}
        return cls(data, initial=values)

    def values(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items()}
