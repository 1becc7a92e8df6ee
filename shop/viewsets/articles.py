"""Articles: one list, and a form for each kind."""

from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.images.widgets import AdminImageChooser

from core.money import format_eur
from shop.admin_forms.articles import EbookForm, GoodsForm
from shop.models import Ebook, Goods, Product
from shop.offers import price_before
from shop.office import article_list, importing
from shop.office.articles import ChangeStock, CreateGoods, EditArticle
from shop.office.words import Word
from shop.quotes import full_name
from shop.viewsets.choosers import goods_chooser
from shop.viewsets.columns import WordsColumn


def form_of(article: Product) -> str:
    return reverse("ebooks:edit" if article.is_ebook else "goods:edit", args=[article.pk])


def price_words(article: Product) -> list[Word]:
    before = price_before(article)
    price = [Word(format_eur(article.gross))]
    return [*price, Word(_("instead of %(price)s") % {"price": format_eur(before)}, "good")] if before else price


def stock_words(article: Product) -> list[Word]:
    if article.is_ebook:
        return [] if article.ebook.files.all() else [Word(_("no file"), "bad")]
    stock = article.goods.stock
    if stock < article.min_quantity:
        return [Word(_("sold out"), "bad")]
    return [Word(stock, "warn" if stock <= article_list.LOW_STOCK else "")]


class ArticleURLFinder(ModelAdminURLFinder):
    """Wherever Wagtail links an article, the link leads to the form of its kind."""

    def construct_edit_url(self, instance: Product) -> str:
        return form_of(instance)


class ArticleViewSet(ModelViewSet):
    """What is sold, at which price, and how much of it is there."""

    model = Product
    name = "articles"
    url_prefix = "artikel"
    add_to_reference_index = False
    icon = "tag"
    menu_label = gettext_lazy("Articles")
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = article_list.ArticleList
    index_template_name = article_list.ArticleList.template_name
    filterset_class = article_list.ArticleFilterSet
    list_display = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="product"),
        TitleColumn("name", label=gettext_lazy("Title"), accessor=full_name, get_url=form_of, sort_key="name"),
        Column("number", label=gettext_lazy("Number"), sort_key="number"),
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        WordsColumn("gross", price_words, label=gettext_lazy("Price"), sort_key="gross"),
        WordsColumn("stock", stock_words, label=gettext_lazy("Stock")),
        BooleanColumn("active", label=gettext_lazy("On sale")),
        BooleanColumn("on_page", label=gettext_lazy("Page")),
    ]
    list_export = article_list.ArticleList.list_export
    export_filename = "artikel"
    search_fields = ["number", "name"]
    search_backend_name = None
    ordering = "name"
    list_per_page = 25
    form_fields = ["name"]
    url_finder_class = ArticleURLFinder

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("einlesen/", importing.ImportView.as_view(), name="import"),
            path("vorlage/", importing.TemplateView.as_view(), name="template"),
        ]


class _FormViewSet(ModelViewSet):
    """The form of one kind of article; its list is the list of all."""

    add_to_reference_index = False
    icon = "tag"
    add_to_admin_menu = False
    copy_view_enabled = False
    edit_view_class = EditArticle
    edit_template_name = EditArticle.template_name

    def get_url_name(self, view_name: str) -> str:
        namespace = "articles" if view_name in {"index", "index_results"} else self.url_namespace
        return f"{namespace}:{view_name}"

    def get_urlpatterns(self) -> list[URLPattern]:
        lists = {"index", "index_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in lists]


_TITLE = [
    FieldRowPanel([FieldPanel("number"), FieldPanel("isbn")]),
    FieldPanel("name"),
    FieldPanel("subtitle"),
    FieldRowPanel([FieldPanel("author"), FieldPanel("publisher")]),
    FieldRowPanel([FieldPanel("page_count"), FieldPanel("language")]),
    FieldRowPanel([FieldPanel("topic"), FieldPanel("cover", widget=AdminImageChooser)]),
]
_PRICE = [
    FieldRowPanel([FieldPanel("gross"), FieldPanel("tax_class")]),
    FieldRowPanel([FieldPanel("price_bound"), FieldPanel("reduced")]),
]


class EbookViewSet(_FormViewSet):
    model = Ebook
    name = "ebooks"
    url_prefix = "artikel/ebooks"
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("active"), *_PRICE], heading=gettext_lazy("Sale")),
            MultiFieldPanel([FieldPanel("epub"), FieldPanel("pdf")], heading=gettext_lazy("Files")),
            MultiFieldPanel(_TITLE, heading=gettext_lazy("Title and description")),
        ],
        base_form_class=EbookForm,
    )


class GoodsViewSet(_FormViewSet):
    model = Goods
    name = "goods"
    url_prefix = "artikel/waren"
    add_view_class = CreateGoods

    @cached_property
    def edit_handler(self) -> ObjectList:
        """Made late: the chooser's widget asks for its address."""
        sale = [
            FieldPanel("active"),
            *_PRICE,
            FieldRowPanel([FieldPanel("min_quantity"), FieldPanel("max_quantity")]),
            FieldPanel("stock"),
        ]
        variant = [FieldPanel("variant_of", widget=goods_chooser.widget_class), FieldPanel("variant")]
        delivery = [
            FieldPanel("weight"),
            FieldRowPanel([FieldPanel("delivery_days_min"), FieldPanel("delivery_days_max")]),
        ]
        maker = [FieldPanel(name) for name in ("maker_name", "maker_address", "maker_email", "warnings")]
        return ObjectList(
            [
                MultiFieldPanel(sale, heading=gettext_lazy("Sale")),
                MultiFieldPanel([FieldPanel("kind"), *_TITLE], heading=gettext_lazy("Title and description")),
                MultiFieldPanel(variant, heading=pgettext_lazy("article", "Variant")),
                MultiFieldPanel(delivery, heading=gettext_lazy("Delivery")),
                MultiFieldPanel(
                    maker,
                    heading=gettext_lazy("Product safety"),
                    help_text=gettext_lazy("Who sells goods online says who made them and how to reach them (GPSR)."),
                ),
                MultiFieldPanel([FieldPanel("guarantee")], heading=gettext_lazy("Guarantee")),
            ],
            base_form_class=GoodsForm,
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/bestand/", ChangeStock.as_view(), name="stock")]
