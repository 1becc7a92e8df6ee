"""The place where the blocks of all apps meet: what editors build home, content and landing pages from."""

from cms.blocks import BodyBlock
from website.form_block import FormBlock


class ContentBlock(BodyBlock):
    """The neutral blocks, and below those that need the shop or a form."""

    form = FormBlock()
