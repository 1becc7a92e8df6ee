"""The blocks that every page may use."""

import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms import samples
from cms.links import ButtonBlock
from cms.picking import PageBlock
from cms.pictures import CaptionedPictureBlock
from cms.selectors import cards
from cms.validators import validate_current_law

FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
TEXTS, PICTURES, WAYS = _("Text"), _("Pictures and columns"), _("Next steps")


class HeadingBlock(blocks.CharBlock):
    class Meta:
        label = _("Heading")
        description = _("Divides the page into parts.")
        icon = "title"
        template = "cms/blocks/heading.html"
        preview_value = staticmethod(samples.heading)
        form_classname = "title"


class TextBlock(blocks.RichTextBlock):
    class Meta:
        label = _("Text")
        description = _("Paragraphs, lists and links.")
        icon = "pilcrow"
        template = "cms/blocks/text.html"
        preview_value = staticmethod(samples.text)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES, "validators": [validate_current_law], **kwargs})


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"), help_text=_("Without quotation marks."))
    source = blocks.CharBlock(label=_("Who says it"), required=False)

    class Meta:
        label = _("Quote")
        description = _("What somebody says, set apart.")
        icon = "openquote"
        template = "cms/blocks/quote.html"
        preview_value = staticmethod(samples.quote)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"))
    answer = TextBlock(label=_("Answer"))

    class Meta:
        label = _("Question and answer")
        description = _("The answer unfolds. Several of them in a row make a list.")
        icon = "help"
        template = "cms/blocks/question.html"
        preview_value = staticmethod(samples.question)


class PictureBlock(CaptionedPictureBlock):
    class Meta:
        label = _("Picture")
        description = _("One picture as wide as the text, whole.")
        icon = "image"
        template = "cms/blocks/picture.html"
        preview_value = staticmethod(samples.picture)


class GalleryBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(CaptionedPictureBlock(), label=_("Pictures"), min_num=1, max_num=24)

    class Meta:
        label = _("Gallery")
        description = _("Several pictures side by side, cut to 3:2 around their focal points.")
        icon = "image"
        template = "cms/blocks/gallery.html"
        preview_value = staticmethod(samples.gallery)


class ColumnBlock(blocks.StreamBlock):
    text = TextBlock()
    picture = PictureBlock()

    class Meta:
        label = _("Column")
        icon = "bars"


class ColumnsBlock(blocks.StructBlock):
    columns = blocks.ListBlock(ColumnBlock(), label=_("Columns"), min_num=2, max_num=3, default=[[], []])

    class Meta:
        label = _("Columns")
        description = _("Two or three columns of text and pictures; one below the other on a phone.")
        icon = "table"
        template = "cms/blocks/columns.html"
        preview_value = staticmethod(samples.columns)


class CallBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False)
    button = ButtonBlock(label=_("Button"))

    class Meta:
        label = _("Call to action")
        description = _("One thing that visitors shall do next, with one button.")
        icon = "pick"
        template = "cms/blocks/call.html"
        preview_value = staticmethod(samples.call)


class TeaserBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False)
    pages = blocks.ListBlock(
        PageBlock(label=_("Page")),
        label=_("Pages"),
        min_num=1,
        max_num=6,
        help_text=_("Picture, title and summary are those of the page. Pages that are not public are left out."),
    )

    class Meta:
        label = _("Teaser")
        description = _("Cards that lead to other pages, also to those of articles.")
        icon = "grip"
        template = "cms/blocks/teaser.html"
        preview_value = staticmethod(samples.teaser)

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        shown = cards(value["pages"])
        pictured = any(page.share_picture for page in shown)
        return {**super().get_context(value, parent_context), "cards": shown, "pictured": pictured}


class OutlinedBlock(blocks.StreamBlock):
    """A heading within a text is one level below the title before it. Where none is before, it takes that level

    itself: whatever editors do, no level is left out (WCAG 1.3.1).
    """

    def render_basic(self, value: blocks.StreamValue, context: dict[str, Any] | None = None) -> SafeString:
        untitled, title, rest = super().render_basic(value, context).partition("<h2")
        return mark_safe(re.sub(r"(</?)h3\b", r"\1h2", untitled) + title + rest)


class BodyBlock(OutlinedBlock):
    """Words and pictures of a page."""

    heading = HeadingBlock(group=TEXTS)
    text = TextBlock(group=TEXTS)
    quote = QuoteBlock(group=TEXTS)
    question = QuestionBlock(group=TEXTS)
    picture = PictureBlock(group=PICTURES)
    gallery = GalleryBlock(group=PICTURES)
    columns = ColumnsBlock(group=PICTURES)
    call = CallBlock(group=WAYS)
    teaser = TeaserBlock(group=WAYS)
