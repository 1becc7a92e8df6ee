from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.eu import vat


def validate_iban(value: str) -> None:
    if not iban.is_valid(value):
        raise ValidationError(_("This IBAN is not valid: please check its digits."))


def validate_vat_id(value: str) -> None:
    """Format and check digit; whether it is in use only the tax office knows."""
    if not vat.is_valid(value):
        raise ValidationError(_("This VAT ID is not valid: please check its digits."))


def validate_current_law(text: object) -> None:
    """The EU's platform for online disputes was switched off on 20 July 2025 (Regulation (EU) 2024/3228)."""
    if "ec.europa.eu/consumers/odr" in str(text).casefold():
        raise ValidationError(
            _("The EU's platform for online dispute resolution no longer exists: please remove the link to it.")
        )
