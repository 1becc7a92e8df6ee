from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Receivable
from billing.selectors import payments_received
from billing.ways import ways_to_pay
from core import clock


class PayForm(forms.Form):
    """How a payer wants to pay."""

    method = forms.ChoiceField(
        label=_("How would you like to pay?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you would like to pay."),
            "invalid_choice": _("Choose how you would like to pay."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = ways_to_pay()
        self.fields["method"].choices = [(way.key, way) for way in ways]  # type: ignore[attr-defined]
        self.initial["method"] = ways[0].key if ways else ""


class ReceiptForm(forms.Form):
    """What staff read on the bank's statement. `seen` notices a second press, or a colleague's."""

    amount = forms.DecimalField(
        label=_("Amount received"), min_value=0.01, max_digits=12, decimal_places=2, localize=True
    )
    received_on = forms.DateField(
        label=_("Value date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def prefilled(cls, receivable: Receivable) -> "ReceiptForm":
        return cls(
            initial={
                "amount": receivable.open_amount or receivable.amount,
                "received_on": clock.today(),
                "seen": payments_received(receivable),
            }
        )

    def clean_received_on(self) -> Any:
        if self.cleaned_data["received_on"] > clock.today():
            raise forms.ValidationError(_("The value date lies in the future."))
        return self.cleaned_data["received_on"]


class DecisionForm(forms.Form):
    decision = forms.CharField(
        label=_("What was done with the money"),
        max_length=500,
        widget=forms.TextInput,
        help_text=_("For example: sent back by bank transfer on 24.12.2026. Stands in the history."),
    )
