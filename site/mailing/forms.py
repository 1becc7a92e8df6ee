from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mailing import render
from mailing.registry import TemplateSpec


class AddressForm(forms.Form):
    to = forms.EmailField(label=_("Corrected address"), help_text=_("The mail goes out again as it is."))


class TemplateForm(forms.Form):
    """A draft of a template: usable only when `render.problems` finds nothing against it."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_(
            "Markdown: an empty line starts a paragraph, ## a heading, **bold**. A line that is only a link "
            "becomes a button: [Text]({{ … }})."
        ),
    )

    def __init__(self, *args: Any, spec: TemplateSpec, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.language = spec, language

    @property
    def draft(self) -> render.Source:
        return render.Source(self.cleaned_data["subject"], self.cleaned_data["body"].replace("\r\n", "\n"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for problem in render.problems(self.spec, self.draft, self.language):
                self.add_error(problem.field, _located(problem))
        return data


def _located(problem: render.Problem) -> str:
    if problem.line is None or problem.field == "subject":
        return problem.message
    return str(_("Line %(line)s: %(message)s") % {"line": problem.line, "message": problem.message})
