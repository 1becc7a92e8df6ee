from django.db import models
from wagtail.admin.forms.models import register_form_field_override

from cms.slugs import GermanSlugInput

register_form_field_override(models.SlugField, override={"widget": GermanSlugInput})
