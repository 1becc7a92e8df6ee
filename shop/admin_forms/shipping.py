from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.admin_forms.articles import PRICE_HELP, take_german_prices
from shop.admin_forms.shelves import ShelfForm
from shop.countries import country_choices
from shop.models import ShippingZone


class ZoneForm(ShelfForm):
    """Countries are ticked; each belongs to one zone at most."""

    countries = forms.MultipleChoiceField(label=gettext_lazy("Countries"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = country_choices()
        take_german_prices([self.fields["free_from"]])
        for form in getattr(self, "formsets", {}).get("rates", []):
            take_german_prices([form.fields["gross"]])
            form.fields["gross"].help_text = PRICE_HELP

    def clean_countries(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["countries"]
        names = dict(country_choices())
        for zone in ShippingZone.objects.exclude(pk=self.instance.pk):
            if both := sorted(names.get(code, code) for code in {*chosen} & {*zone.countries}):
                raise forms.ValidationError(
                    _("%(countries)s: already in the zone “%(zone)s”.") % {"countries": ", ".join(both), "zone": zone}
                )
        return chosen
