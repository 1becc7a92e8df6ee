"""Where a link of an editor leads: to a page of the site or to an address."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.picking import PageBlock
from cms.routing import public_url
from cms.validators import validate_current_law


class Address(blocks.RegexBlock):
    """An address that a visitor can follow: nothing that runs, nothing relative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "regex": r"^(https?://|mailto:|tel:|/(?!/))\S*$",
                "label": _("Address"),
                "help_text": _("Such as https://example.org/ or /konto/."),
                "error_messages": {"invalid": _("Please enter an address that begins with https:// or with a slash.")},
                "validators": [validate_current_law],
                **kwargs,
            }
        )


class ButtonValue(blocks.StructValue):
    @property
    def url(self) -> str:
        """Empty while the page is not public."""
        page = self["page"]
        return str(self["address"]) if page is None else public_url(page)


class ButtonBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Words on the button"), max_length=50, search_index=False)
    page = PageBlock(label=_("Page"), required=False)
    address = Address(label=_("or another address"), required=False, search_index=False)

    class Meta:
        label = _("Button")
        icon = "link"
        value_class = ButtonValue

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        chosen = [name for name in ("page", "address") if cleaned[name]]
        if len(chosen) == 2 or not (chosen or self.is_deferred_validation):
            message = _("Please choose a page or enter an address, one of them.")
            raise StructBlockValidationError(block_errors={"page": ValidationError(message)})
        return cleaned
