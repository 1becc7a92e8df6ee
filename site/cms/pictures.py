"""Pictures in texts. What is shown has words for those who do not see it, or is declared decorative."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from cms.picking import Picking


class PictureChooserBlock(Picking, ImageChooserBlock):
    fetched_with = ("renditions",)


class DescribedPictureBlock(ImageBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        chooser = PictureChooserBlock(required=kwargs.get("required", True), label=_("Picture"))
        chooser.set_name("image")
        self.child_blocks["image"] = chooser


class CaptionedPictureBlock(blocks.StructBlock):
    picture = DescribedPictureBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        label = _("Picture")
        icon = "image"
