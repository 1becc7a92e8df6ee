"""What staff work with has a name that is translated, not the name of a class."""

from django.db.models.base import ModelBase
from django.utils.functional import Promise
from wagtail.admin.viewsets import viewsets
from wagtail.contrib.settings.registry import registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models


def test_all_that_has_a_screen_has_a_name_that_is_translated() -> None:
    of_viewsets = (getattr(viewset, "model", None) for viewset in viewsets.viewsets)
    models = {get_image_model(), get_document_model(), *get_page_models(), *get_snippet_models(), *registry}
    for model in models.union(model for model in of_viewsets if isinstance(model, ModelBase)):
        for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
            assert isinstance(name, Promise), model
