import struct
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class WholePictureField(WagtailImageField):
    """Wagtail looks at the head of a file first and stumbles over the rest when a line has broken off."""

    default_error_messages = {
        "broken": _("The picture is damaged or has not arrived whole. Please choose it once more.")
    }

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError, struct.error) as problem:
            raise ValidationError(self.error_messages["broken"], code="broken") from problem


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if usual := self.fields.get("file"):
            self.fields["file"] = WholePictureField(label=usual.label, required=usual.required, widget=usual.widget)
