"""The place where the blocks of all apps meet: what editors build home, content and landing pages from."""

from django.utils.translation import gettext_lazy as _

from cms.blocks import BodyBlock
from website.form_block import FormBlock

SHOP_AND_FORMS = _("Shop and forms")


class ContentBlock(BodyBlock):
    """The neutral blocks, and below those that need the shop or a form."""

    form = FormBlock(group=SHOP_AND_FORMS)
