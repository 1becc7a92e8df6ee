from collections.abc import Callable
from typing import Any

from django import forms

from mailing.hygiene import checked_address


def validate_deliverable(value: str) -> None:
    checked_address(value)


class MailAddressField(forms.EmailField):
    """Takes only what a mail of ours can be sent to: some addresses look right and cannot be written on the wire."""

    default_validators: list[Callable[[Any], None]] = [validate_deliverable]
