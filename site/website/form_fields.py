"""The fields that editors put a form together from. A field's id is that of its block: it outlives a new label."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from website.form_files import KINDS

MOST_OPTIONS = 60
LONGEST_OPTION = 120
LARGEST_FILE = 10  # megabytes; all files of a form together: Form.clean
LINKS = ["bold", "link", "document-link"]
MEANINGS = [
    ("name", _("full name")),
    ("given-name", _("given name")),
    ("family-name", _("family name")),
    ("organization", _("company")),
    ("street-address", _("street and number")),
    ("postal-code", _("postcode")),
    ("address-level2", _("town")),
    ("country-name", _("country")),
]
LOOKS = [("radio", _("rows to tick")), ("select", _("list that unfolds"))]


class FieldBlock(blocks.StructBlock):
    """What all fields have in common."""

    label = blocks.CharBlock(label=_("Label"), max_length=120)
    hint = blocks.CharBlock(label=_("Hint below the label"), required=False, max_length=300)
    required = blocks.BooleanBlock(label=_("Must be filled in"), required=False, default=True)

    class Meta:
        label_format = "{label}"


class LineBlock(FieldBlock):
    meaning = blocks.ChoiceBlock(
        label=_("What it asks for"),
        choices=MEANINGS,
        required=False,
        help_text=_("Then the browser of a visitor can fill it in."),
    )
    default = blocks.CharBlock(label=_("Preset"), required=False, max_length=200)

    class Meta:
        label = _("One line")
        icon = "pilcrow"


class LinesBlock(FieldBlock):
    default = blocks.TextBlock(label=_("Preset"), required=False, max_length=2000)

    class Meta:
        label = _("Several lines")
        icon = "bars"


class EmailBlock(FieldBlock):
    class Meta:
        label = _("E-mail address")
        icon = "mail"


class PhoneBlock(FieldBlock):
    class Meta:
        label = _("Phone number")
        icon = "mobile-alt"


class NumberBlock(FieldBlock):
    minimum = blocks.DecimalBlock(label=_("At least"), required=False, max_digits=12, decimal_places=2)
    maximum = blocks.DecimalBlock(label=_("At most"), required=False, max_digits=12, decimal_places=2)
    default = blocks.DecimalBlock(label=_("Preset"), required=False, max_digits=12, decimal_places=2)

    class Meta:
        label = _("Numeric value")
        icon = "decimal"


class OptionsBlock(FieldBlock):
    """`options` has one per line, `default` those that are chosen already."""

    options = blocks.TextBlock(label=_("Options"), help_text=_("One per line."))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        options, chosen = lines(cleaned["options"]), lines(cleaned["default"])
        if errors := {**_wrong_options(options), **_wrong_default(chosen, options)}:
            raise StructBlockValidationError(errors)
        return cleaned


class ChoiceBlock(OptionsBlock):
    default = blocks.CharBlock(label=_("Preset"), required=False, help_text=_("One of the options."))
    look = blocks.ChoiceBlock(label=_("Shown as"), choices=LOOKS, default="radio")

    class Meta:
        label = _("Choice of one")
        icon = "list-ul"


class ChoicesBlock(OptionsBlock):
    default = blocks.TextBlock(label=_("Preset"), required=False, help_text=_("Some of the options, one per line."))

    class Meta:
        label = _("Choice of several")
        icon = "tasks"


class DateBlock(FieldBlock):
    default = blocks.DateBlock(label=_("Preset"), required=False)

    class Meta:
        label = _("Date")
        icon = "calendar-alt"


class FileBlock(FieldBlock):
    kinds = blocks.MultipleChoiceBlock(
        label=_("Which files"), choices=[(key, kind.label) for key, kind in KINDS.items()], default=list(KINDS)
    )
    megabytes = blocks.IntegerBlock(label=_("How large at most, in MB"), default=5, min_value=1, max_value=LARGEST_FILE)

    class Meta:
        label = _("File")
        icon = "doc-full"


class ConsentBlock(blocks.StructBlock):
    """Never ticked beforehand. The words are kept with each submission as they were."""

    label = blocks.CharBlock(label=_("Name for lists"), max_length=120, help_text=_("Such as: privacy."))
    text = blocks.RichTextBlock(label=_("What visitors consent to"), features=LINKS)
    required = blocks.BooleanBlock(label=_("Must be ticked"), required=False, default=True)

    class Meta:
        label = _("Consent")
        icon = "check"
        label_format = "{label}"


class FieldsBlock(blocks.StreamBlock):
    line = LineBlock()
    lines = LinesBlock()
    email = EmailBlock()
    phone = PhoneBlock()
    number = NumberBlock()
    choice = ChoiceBlock()
    choices = ChoicesBlock()
    date = DateBlock()
    file = FileBlock()
    consent = ConsentBlock()

    class Meta:
        max_num = 60
        collapsed = True


def lines(text: str | None) -> list[str]:
    return [line for raw in (text or "").splitlines() if (line := " ".join(raw.split()))]


def _wrong_options(options: list[str]) -> dict[str, Any]:
    if len(options) < 2:
        return {"options": ValidationError(_("Please enter at least two options."))}
    if len(set(options)) < len(options):
        return {"options": ValidationError(_("Please enter each option only once."))}
    if len(options) > MOST_OPTIONS or max(map(len, options)) > LONGEST_OPTION:
        message = _("At most %(count)s options of %(length)s characters each.")
        return {"options": ValidationError(message, params={"count": MOST_OPTIONS, "length": LONGEST_OPTION})}
    return {}


def _wrong_default(chosen: list[str], options: list[str]) -> dict[str, Any]:
    if set(chosen) <= set(options):
        return {}
    return {"default": ValidationError(_("This is none of the options."))}
