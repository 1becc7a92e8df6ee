from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Picture(AbstractImage):
    """A picture of the media library. `description` is the text for those who do not see it."""

    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What there is to see, in one sentence: for those who do not see the picture."),
    )

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="cms_rendition_image_filter_focal_point"
            )
        ]


class PublicDocument(AbstractDocument):
    """A public document of the media library. What is sold lives in private storage, not here."""

    admin_form_fields = WagtailDocument.admin_form_fields
