from typing import ClassVar

from django import forms

from mailing.hygiene import checked_address


class MailAddressField(forms.EmailField):
    """Takes only what a mail of ours can be sent to: some addresses look right and cannot be written on the wire."""

    default_validators: ClassVar = [checked_address]
