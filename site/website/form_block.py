from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from website.form_building import form_context
from website.models import Form


class FormBlock(SnippetChooserBlock):
    """A form in the middle of a page; nothing while none is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Form, **kwargs)

    def get_context(self, value: Form | None, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        around, own = parent_context or {}, super().get_context(value, parent_context)
        return {**own, **form_context(value, around.get("request"), around.get("page"))} if value else own

    class Meta:
        label = _("Form")
        description = _("One of the forms that you have built.")
        icon = "form"
        template = "website/form_block.html"
