"""What an entry of the history says in detail, in the words that staff know from their forms."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.models.protocol import ProtocolEntry
from core.registries import protocol_words

Fields = dict[str, models.Field[Any, Any]]
NOTHING: tuple[Any, ...] = ("", None, [])


def details(entry: ProtocolEntry) -> list[str]:
    """A line for each value: “Price: 8.90 → 7.90”. Numbers of rows say nothing to anybody and are left out."""
    fields = {field.name: field for model in _models(entry) for field in model._meta.concrete_fields}
    told = {name: " → ".join(_steps(fields, name, values)) for name, values in entry.changes.items()}
    for name, value in entry.data.items():
        if not told.get(name) and value not in NOTHING and not isinstance(fields.get(name), models.ForeignKey):
            told[name] = _said(fields, name, value)
    return [f"{_label(fields, name)}: {words}" for name, words in told.items() if words]


def _models(entry: ProtocolEntry) -> Iterator[type[models.Model]]:
    """The object's, its kinds, and what the action is about: a parcel, say, in the history of its order."""
    app, _dot, name = entry.object_type.partition(".")
    for candidate in (name, entry.action.partition(".")[0]):
        with suppress(LookupError):
            model = apps.get_model(app, candidate)
            yield model
            yield from (kind.related_model for kind in model._meta.related_objects if kind.parent_link)


def _label(fields: Fields, name: str) -> str:
    if (words := f"data.{name}") in protocol_words:
        return str(protocol_words.get(words))
    label = str(fields[name].verbose_name) if name in fields else name
    return label[:1].upper() + label[1:]


def _steps(fields: Fields, name: str, values: list[Any]) -> list[str]:
    """From what to what; what is new comes from nothing, which nobody has to read."""
    before, after = values
    if before in NOTHING:
        return [] if after in NOTHING else [_said(fields, name, after)]
    return [_said(fields, name, before), _said(fields, name, after)]


def _said(fields: Fields, name: str, value: Any) -> str:
    if value in NOTHING:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text, field = str(value), fields.get(name)
    if field is None:
        return str(protocol_words.get(text)) if text in protocol_words else text
    if field.choices:
        return str({str(key): label for key, label in field.flatchoices}.get(text, text))
    with suppress(ValueError, InvalidOperation):
        return _as_field(field, text)
    return text


def _as_field(field: "models.Field[Any, Any]", text: str) -> str:
    match field:
        case models.BooleanField():
            return _("yes") if text == "True" else _("no")
        case models.DecimalField():
            return number_format(Decimal(text), field.decimal_places, force_grouping=True)
        case models.DateTimeField():
            moment = parse_datetime(text)
            return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else text
        case models.DateField():
            day = parse_date(text)
            return date_format(day, "SHORT_DATE_FORMAT") if day else text
    return text
