from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import isbn


def validate_isbn(value: str) -> None:
    if not isbn.is_valid(value):
        raise ValidationError(_("This ISBN is not valid: please check its digits."))


def wrong_order(least: int | None, most: int | None) -> str:
    """What to say of a range whose end is before its beginning; nothing when one of them is not known."""
    if least is None or most is None or least <= most:
        return ""
    return gettext("This must not be less than %(least)s.") % {"least": least}
