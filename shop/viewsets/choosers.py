"""How articles are chosen in other forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from shop.admin_forms.articles import EbookForm, GoodsForm
from shop.models import Ebook, Goods, Product
from shop.viewsets.choosing import ChooseOnly


class _CreatingChooser(ChooserViewSet):
    """Choose the article of a page, or create it in place."""

    icon = "doc-full"
    edit_item_text = _("Edit the article")
    create_action_label = _("Create the article")
    search_backend_name = None
    search_fields = ["number", "name"]


class EbookChooserViewSet(_CreatingChooser):
    model = Ebook
    choose_one_text = _("Choose an ebook")
    choose_another_text = _("Choose another ebook")
    creation_form_class = EbookForm


class GoodsChooserViewSet(_CreatingChooser):
    model = Goods
    choose_one_text = _("Choose goods")
    choose_another_text = _("Choose other goods")
    creation_form_class = GoodsForm


class ArticleChooserViewSet(ChooseOnly):
    """Any article, for lists of them."""

    model = Product
    icon = "tag"
    choose_one_text = _("Choose an article")
    choose_another_text = _("Choose another article")
    search_backend_name = None
    search_fields = ["number", "name"]


ebook_chooser = EbookChooserViewSet("ebook_chooser")
goods_chooser = GoodsChooserViewSet("goods_chooser")
article_chooser = ArticleChooserViewSet("article_chooser")
