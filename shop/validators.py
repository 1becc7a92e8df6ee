from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import isbn


def validate_isbn(value: str) -> None:
    if not isbn.is_valid(value):
        raise ValidationError(_("This ISBN is not valid: please check its digits."))
