from django.db import models
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override

from cms.slugs import GermanSlugInput

register_form_field_override(models.SlugField, override={"widget": GermanSlugInput})


@hooks.register("insert_editor_js")
def send_after_autosave() -> str:
    return format_html('<script type="module" src="{}"></script>', static("js/autosave-first.js"))
