"""A form as visitors meet it: made from the fields that editors have put together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.plain import plain_text
from website import form_spam
from website.form_kinds import BUILD, UploadField

if TYPE_CHECKING:
    from website.models import Form

_KEY = re.compile(r"[0-9a-f-]{0,36}")


@dataclass(frozen=True)
class Group:
    """Fields that stand together. `look`: joined (one outline), rows (to tick) or consent."""

    look: str
    fields: list[forms.BoundField]


class VisitorForm(forms.Form):
    """Only what the form asks for is read; whatever else is sent is ignored."""

    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, definition: "Form", data: Any = None, files: Any = None, page: Page | None = None) -> None:
        initial = {"page": page.pk if page else None, "stamp": form_spam.stamp(definition.pk)}
        super().__init__(data, files, auto_id=f"f{definition.pk or 0}-%s", initial=initial)
        self.definition = definition
        self.questions = {question.id or f"new-{n}": question for n, question in enumerate(definition.questions)}
        for name, question in self.questions.items():
            self.fields[name] = BUILD[question.block_type](question.value)

    def clean_page(self) -> Any:
        return self.cleaned_data["page"] or None

    def clean_key(self) -> str:
        """A machine's nonsense is no reason to refuse a person."""
        return key if _KEY.fullmatch(key := self.cleaned_data["key"]) else ""

    @property
    def groups(self) -> list[Group]:
        groups: list[Group] = []
        for name, question in self.questions.items():
            look = _look(question)
            if look == "joined" and groups and groups[-1].look == look:
                groups[-1].fields.append(self[name])
            else:
                groups.append(Group(look, [self[name]]))
        return groups

    def add_error(self, field: str | None, error: Any) -> None:
        """Errors name the thing: they stand in the summary, too."""
        label = self.questions[field].value["label"] if field in self.questions else ""
        messages = forms.ValidationError(error).messages
        super().add_error(field, [told if label in told else f"{label}: {told}" for told in messages])

    def ask_for_files_again(self) -> None:
        """Browsers do not keep a chosen file when the page comes back."""
        for name, _upload in list(self._uploads()):
            self.add_error(name, _("Please choose the file for “%(label)s” once more.") % {"label": self[name].label})

    @property
    def asks_for_files(self) -> bool:
        return any(isinstance(field, UploadField) for field in self.fields.values())

    def answers(self) -> list[dict[str, Any]]:
        """As they are kept: [{"id", "kind", "label", "value"}], consents with their "text"."""
        return [self._answer(name, question) for name, question in self.questions.items()]

    def uploads(self) -> dict[str, UploadedFile]:
        return {name: self.cleaned_data[name] for name, _upload in self._uploads()}

    def first(self, kind: str) -> str:
        """What was typed into the first field of this kind."""
        names = (name for name, question in self.questions.items() if question.block_type == kind)
        return next((self.cleaned_data[name] for name in names if self.cleaned_data[name]), "")

    def _uploads(self) -> Iterator[tuple[str, UploadedFile]]:
        for name in self.questions:
            if isinstance(upload := self.cleaned_data.get(name), UploadedFile):
                yield name, upload

    def _answer(self, name: str, question: Any) -> dict[str, Any]:
        kept = {"id": name, "kind": question.block_type, "label": question.value["label"]}
        if question.block_type == "consent":
            kept["text"] = consent_words(question.value["text"].source)
        return {**kept, "value": _kept(self.cleaned_data[name])}


def form_context(definition: "Form", request: HttpRequest | None, page: Page | None = None) -> dict[str, Any]:
    """For `forms/visitor_form.html`: empty, or with what was just sent and is not right yet."""
    sent = getattr(request, "sent_form", None)
    form = sent if sent and sent.definition.pk == definition.pk else VisitorForm(definition, page=page)
    return {"form": form, "definition": definition}


def consent_words(source: str) -> str:
    """The legal words as plain text, with where their links lead."""
    html = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2 (\1)", expand_db_html(source))
    return plain_text(html)


def _look(question: Any) -> str:
    if question.block_type == "consent":
        return "consent"
    rows = question.block_type == "choices" or (question.block_type == "choice" and question.value["look"] == "radio")
    return "rows" if rows else "joined"


def _kept(value: Any) -> Any:
    """As JSON keeps it: dates in ISO, numbers as text without a loss, telephone numbers in E.164."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, UploadedFile):
        return value.name or ""
    if isinstance(value, str | list | bool):
        return value
    return "" if value is None else getattr(value, "as_e164", None) or str(value)
