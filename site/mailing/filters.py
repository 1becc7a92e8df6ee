"""The few filters of the mail templates, and the escaping of what comes out of a placeholder."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_currency
from django.utils import timezone
from liquid.exceptions import FilterArgumentError, UndefinedError
from liquid.undefined import StrictUndefined

from core.money import format_eur
from mailing.hygiene import clean_lines

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


class Markdown(str):
    """Already escaped."""

    __slots__ = ()


def escape_markdown(text: str) -> str:
    """Text that Markdown leaves as it is, also inside of link targets and table cells."""
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", text)


def for_language(language: str) -> dict[str, Callable[..., Any]]:
    def euro(value: object) -> str:
        amount = _of_type(value, (Decimal, int), "euro needs an amount")
        if language == "de":
            return format_eur(Decimal(amount))
        return str(format_currency(amount, "EUR", locale=language))

    def day(value: object) -> str:
        moment = _of_type(value, (date,), "date needs a date")
        if isinstance(moment, datetime):
            moment = timezone.localtime(moment)
        return str(format_date(moment, "dd.MM.yyyy" if language == "de" else "d MMMM yyyy", locale=language))

    return {"euro": euro, "date": day, "time": _time, "lines": _lines}


def _time(value: object) -> str:
    moment = _of_type(value, (datetime,), "time needs a date with a time")
    return str(format_time(timezone.localtime(moment).time(), "HH:mm", locale="de"))


def _lines(value: object) -> Markdown:
    """Keep the line breaks, of an address for example."""
    text = _of_type(value, (str,), "lines needs a text")
    return Markdown("\\\n".join(escape_markdown(line) for line in clean_lines(text)))


def _of_type(value: object, types: tuple[type, ...], reason: str) -> Any:
    if isinstance(value, StrictUndefined):
        raise UndefinedError(value.msg, token=value.token)
    if isinstance(value, bool) or not isinstance(value, types):
        raise FilterArgumentError(reason, token=None)
    return value
