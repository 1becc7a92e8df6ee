from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cms.blocks import BodyBlock
from cms.models import BasePage
from cms.structured import Facts
from website.form_building import form_context
from website.models import Form
from website.structured import web_page


class FormPage(BasePage):
    """A page for one form: to ask, to apply, to get in touch."""

    intro = models.TextField(_("introduction"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text above the form"), blank=True)
    form = models.ForeignKey(Form, verbose_name=_("form"), on_delete=models.PROTECT, related_name="+")

    content_panels = [*BasePage.content_panels, "intro", "body", "form"]
    template = "website/form_page.html"

    class Meta:
        verbose_name = _("form page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **form_context(self.form, request, self)}

    def structured_data(self) -> list[Facts]:
        return [*super().structured_data(), web_page(self)]
