"""What stands for each kind of field when visitors fill in a form."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from phonenumber_field.formfields import PhoneNumberField
from wagtail.rich_text import expand_db_html

from core.validators import validate_plain_text
from mailing.fields import MailAddressField
from website.form_fields import LARGEST_FILE, lines
from website.form_files import KINDS, FileType, recognised

LINE, LINES = 200, 5000
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", re.ASCII)


class UploadField(forms.FileField):
    """`recognised` of the file is what it is, whatever it is called."""

    def __init__(self, *, kinds: list[str], megabytes: int, **kwargs: Any) -> None:
        super().__init__(**kwargs, max_length=255)
        self.kinds, self.megabytes = kinds, megabytes
        extensions = [f".{extension}" for kind in kinds for extension in KINDS[kind].extensions]
        self.widget.attrs["accept"] = ",".join(extensions)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            if (upload.size or 0) > self.megabytes * 1024 * 1024:
                raise forms.ValidationError(
                    _("“%(label)s”: the file is larger than %(limit)s MB.")
                    % {"label": self.label, "limit": self.megabytes}
                )
            upload.recognised = self._recognise(upload)  # type: ignore[attr-defined]
        return upload

    def _recognise(self, upload: UploadedFile) -> FileType:
        if found := recognised(upload, self.kinds):
            return found
        raise forms.ValidationError(
            _("“%(label)s”: please choose one of these: %(kinds)s.") % {"label": self.label, "kinds": self.said}
        )

    @property
    def said(self) -> str:
        return ", ".join(str(KINDS[kind].label) for kind in self.kinds)


def _common(value: Any, missing: Any = None, **more: Any) -> dict[str, Any]:
    missing = missing or _("Please fill in “%(label)s”.")
    return {
        "label": value["label"],
        "help_text": value["hint"],
        "required": value["required"],
        "error_messages": {"required": _named(missing, value["label"]), **more.pop("error_messages", {})},
        **more,
    }


def _named(words: str, label: str) -> str:
    return words % {"label": label}


def _line(value: Any) -> forms.Field:
    widget = forms.TextInput(attrs={"autocomplete": value["meaning"]} if value["meaning"] else {})
    return forms.CharField(
        **_common(value, initial=value["default"], validators=[validate_plain_text], widget=widget), max_length=LINE
    )


class _LinesField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return "\n".join((super().to_python(value) or "").splitlines())

    def validate(self, value: str) -> None:
        super().validate(value)
        validate_plain_text(value.replace("\n", "").replace("\t", ""))


def _lines(value: Any) -> forms.Field:
    return _LinesField(**_common(value, initial=value["default"], widget=forms.Textarea(attrs={"rows": 5})),
                       max_length=LINES)  # fmt: skip


def _email(value: Any) -> forms.Field:
    invalid = _("Enter the e-mail address in full, such as name@example.com.")
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    return MailAddressField(**_common(value, widget=widget, error_messages={"invalid": invalid}), max_length=254)


def _phone(value: Any) -> forms.Field:
    invalid = _("Enter the phone number with its area code, such as 030 123456.")
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    return PhoneNumberField(**_common(value, widget=widget, error_messages={"invalid": invalid}))


class _NumberField(forms.DecimalField):
    """12,5 and 12.5 are the same; 1.200 is what Germans mean by it."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split())
            value = value.replace(".", "") if _THOUSANDS.fullmatch(value) else value
            value = value.replace(",", ".")
        return super().to_python(value)


def _number(value: Any) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    invalid = _named(_("“%(label)s” must be a number, such as 12 or 12,5."), value["label"])
    field = _NumberField(
        **_common(value, initial=value["default"], widget=widget, error_messages={"invalid": invalid}),
        min_value=value["minimum"],
        max_value=value["maximum"],
        max_digits=14,
        decimal_places=4,
    )
    field.widget.is_localized = True
    return field


def _choice(value: Any) -> forms.Field:
    options = [(option, option) for option in lines(value["options"])]
    missing = _("Please choose one under “%(label)s”.")
    common = _common(value, missing, initial=value["default"])
    if value["look"] == "radio":
        return forms.ChoiceField(**common, choices=options, widget=forms.RadioSelect)
    return forms.ChoiceField(**common, choices=[("", _("Please choose")), *options])


def _choices(value: Any) -> forms.Field:
    options = [(option, option) for option in lines(value["options"])]
    missing = _("Please choose at least one under “%(label)s”.")
    return forms.MultipleChoiceField(
        **_common(value, missing, initial=lines(value["default"])),
        choices=options,
        widget=forms.CheckboxSelectMultiple,
    )


def _date(value: Any) -> forms.Field:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    invalid = _named(_("“%(label)s” must be a date, such as 24.12.2026."), value["label"])
    common = _common(value, initial=value["default"], widget=widget, error_messages={"invalid": invalid})
    return forms.DateField(**common, input_formats=DAY_FORMATS)


def _file(value: Any) -> forms.Field:
    missing = _("Please choose a file for “%(label)s”.")
    field = UploadField(
        **_common(value, missing, widget=forms.FileInput),
        kinds=value["kinds"],
        megabytes=value["megabytes"] or LARGEST_FILE,
    )
    limits = _("%(kinds)s, at most %(limit)s MB.") % {"kinds": field.said, "limit": field.megabytes}
    field.help_text = f"{field.help_text} {limits}".strip()
    return field


def _consent(value: Any) -> forms.Field:
    missing = _("Without your consent (%(label)s) we cannot take the form.")
    return forms.BooleanField(
        label=_without_paragraphs(expand_db_html(value["text"].source)),
        required=value["required"],
        error_messages={"required": _named(missing, value["label"])},
    )


def _without_paragraphs(html: str) -> SafeString:
    """What editors wrote, fit to stand in a label."""
    return mark_safe(re.sub(r"<p[^>]*>", "", html.replace("</p>", " ")).strip())


BUILD: dict[str, Callable[[Any], forms.Field]] = {
    "line": _line,
    "lines": _lines,
    "email": _email,
    "phone": _phone,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "date": _date,
    "file": _file,
    "consent": _consent,
}
