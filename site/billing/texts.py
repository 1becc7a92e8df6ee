"""Sentences, dates and amounts in the language of a document."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import translation
from django.utils.translation import gettext as _

from billing.ways import TRANSFER
from core.registries import payment_providers

LOCALES = {"de": "de_DE", "en": "en_GB"}


def grouped(iban: str) -> str:
    """In groups of four, as people read it."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def _spoken(sentence: Callable[..., str]) -> Callable[..., str]:
    @wraps(sentence)
    def in_language(self: "Words", **values: Any) -> str:
        with translation.override(self.language):
            return sentence(self, **values)

    return in_language


class Words:
    """What is written in a document of this language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = LOCALES.get(language, "de_DE")

    def day(self, day: date) -> str:
        return format_date(day, "medium", locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        return format_currency(amount, currency, locale=self.locale)

    def number(self, value: Decimal | int) -> str:
        return format_decimal(value, locale=self.locale)

    def percent(self, rate: Decimal) -> str:
        return format_percent(rate, "#,##0.##\u00a0%", locale=self.locale)

    def country(self, code: str) -> str:
        return str(Locale.parse(self.locale).territories.get(code, code))

    @_spoken
    def invoice(self, *, number: str) -> str:
        return _("Invoice %(number)s") % {"number": number}

    @_spoken
    def order(self, *, number: str) -> str:
        return _("Order %(number)s") % {"number": number}

    @_spoken
    def nothing_to_pay(self) -> str:
        return _("There is nothing to pay.")

    @_spoken
    def paid(self, *, provider: str, on: date) -> str:
        return _("Already paid %(how)s on %(date)s.") % {"how": self._how(provider), "date": self.day(on)}

    @_spoken
    def please_transfer(self, *, amount: Decimal, currency: str, by: date, reference: str) -> str:
        return _("Please transfer %(amount)s by %(date)s and quote %(reference)s.") % {
            "amount": self.money(amount, currency),
            "date": self.day(by),
            "reference": reference,
        }

    @_spoken
    def small_business(self) -> str:
        return _("Exempt from VAT under § 19 UStG (small business).")

    def labels(self) -> dict[str, str]:
        """Of the information block and the foot."""
        with translation.override(self.language):
            return {
                "number": _("Invoice number"),
                "date": _("Invoice date"),
                "supply": _("Date of supply"),
                "order": _("Order number"),
                "customer": _("Customer number"),
                "vat_id": _("Your VAT ID"),
                "managing": _("Represented by"),
                "seller_vat_id": _("VAT ID"),
                "tax_number": _("Tax number"),
            }

    def _how(self, provider: str) -> str:
        if provider == TRANSFER:
            return _("by bank transfer")
        way = payment_providers.get(provider) if provider in payment_providers else None
        return _("with %(provider)s") % {"provider": way.label if way else provider}
