from typing import Union

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from core.files import private_storage
from shop.validators import validate_isbn

MOST_OF_ONE = 999


class Topic(models.Model):
    """What titles are about: visitors filter the catalogue by it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("catalogue", "topic")
        verbose_name_plural = pgettext_lazy("catalogue", "topics")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class Product(index.Indexed, models.Model):
    """An article: what is sold under an article number. The price is gross, in EUR."""

    class Kind(models.TextChoices):
        BOOK = "book", _("book")
        EBOOK = "ebook", _("ebook")
        AUDIO = "audio", _("audio book")
        CALENDAR = "calendar", _("calendar")
        STATIONERY = "stationery", _("stationery")
        OTHER = "other", pgettext_lazy("article", "other")

    class TaxClass(models.TextChoices):
        STANDARD = "standard", _("standard rate (19 %)")
        REDUCED = "reduced", _("reduced rate (7 %: books and ebooks)")

    number = models.CharField(
        _("article number"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z", _("Capital letters, digits and hyphens only."))],
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    name = models.CharField(_("title"), max_length=120)
    subtitle = models.CharField(_("subtitle"), max_length=160, blank=True)
    author = models.CharField(_("author"), max_length=120, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=17, blank=True, validators=[validate_isbn])
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default="de")
    cover = models.ForeignKey(
        "cms.Picture", verbose_name=_("cover"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=pgettext_lazy("catalogue", "topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
    )
    gross = models.DecimalField(_("price incl. VAT"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    tax_class = models.CharField(_("tax class"), max_length=10, choices=TaxClass, default=TaxClass.REDUCED)
    price_bound = models.BooleanField(
        _("fixed book price"),
        default=True,
        help_text=_("The fixed price of the Book Price Fixing Act applies: no discounts, no vouchers."),
    )
    reduced = models.BooleanField(
        _("announce the reduction"),
        default=False,
        help_text=_("The price is shown beside the lowest one of the 30 days before (§ 11 PAngV), while it is lower."),
    )
    min_quantity = models.PositiveSmallIntegerField(
        _("at least"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_ONE)]
    )
    max_quantity = models.PositiveSmallIntegerField(
        _("at most"), default=20, validators=[MinValueValidator(1), MaxValueValidator(MOST_OF_ONE)]
    )
    active = models.BooleanField(_("on sale"), default=True)

    search_fields = [
        index.SearchField("number"),
        index.AutocompleteField("number"),
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("author"),
        index.AutocompleteField("isbn_digits"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(condition=models.Q(gross__gte=0), name="shop_product_gross_not_negative"),
            models.CheckConstraint(
                condition=models.Q(min_quantity__gte=1, min_quantity__lte=models.F("max_quantity")),
                name="shop_product_quantities_fit",
            ),
            models.CheckConstraint(
                condition=models.Q(reduced=False) | models.Q(price_bound=False), name="shop_product_bound_not_reduced"
            ),
        ]
        indexes = [
            models.Index(fields=["name"]),
            models.Index(fields=["gross"]),
            models.Index(fields=["kind", "active", "topic", "name"], name="shop_product_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def isbn_digits(self) -> str:
        """As scanners read it."""
        return self.isbn.replace("-", "")

    @property
    def is_ebook(self) -> bool:
        return self.kind == self.Kind.EBOOK

    @property
    def actual(self) -> Union["Ebook", "Goods"]:
        """The article as what it is. Select `ebook` and `goods` with it, otherwise this asks the database."""
        return self.ebook if self.is_ebook else self.goods


class PriceChange(models.Model):
    """From `at` on the article costs `gross`. Who announces a reduction names the lowest of 30 days (§ 11 PAngV)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="price_changes")
    gross = models.DecimalField(_("price incl. VAT"), max_digits=9, decimal_places=2)
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.product_id} {self.gross}"


class Ebook(Product):
    """A product with files. One is enough for a buyer: who gives one away buys it in an order of its own."""

    class Meta:
        verbose_name = _("ebook")
        verbose_name_plural = _("ebooks")


class EbookFile(models.Model):
    """One format of an ebook. The file is private: only marked copies leave, to those who have the right."""

    class Format(models.TextChoices):
        EPUB = "epub", "EPUB"
        PDF = "pdf", "PDF"

    ebook = models.ForeignKey(Ebook, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(_("format"), max_length=10, choices=Format)
    file = models.FileField(_("file"), storage=private_storage, upload_to="ebooks/")
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ebook file")
        verbose_name_plural = _("ebook files")
        constraints = [models.UniqueConstraint(fields=["ebook", "format"], name="shop_ebookfile_format_once")]

    def __str__(self) -> str:
        return f"{self.ebook_id} {self.format}"


class Goods(Product):
    """A product that is sent. Its variants (bindings, sizes) are articles of their own with number, price and stock."""

    variant_of = models.ForeignKey(
        "self",
        verbose_name=_("variant of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="variants",
        help_text=_("The article on whose page this one is sold."),
    )
    variant = models.CharField(
        _("variant"), max_length=60, blank=True, help_text=_("What makes the difference, such as: hardcover, size M.")
    )
    weight = models.PositiveIntegerField(_("weight in grams"), default=0)
    stock = models.PositiveIntegerField(_("stock"), default=0, help_text=_("How many can be sold now."))
    delivery_days_min = models.PositiveSmallIntegerField(_("delivery takes at least (days)"), default=2)
    delivery_days_max = models.PositiveSmallIntegerField(_("delivery takes at most (days)"), default=4)
    maker_name = models.CharField(_("maker"), max_length=120, blank=True)
    maker_address = models.CharField(_("postal address of the maker"), max_length=200, blank=True)
    maker_email = models.EmailField(_("e-mail of the maker"), blank=True)
    warnings = models.TextField(_("warnings and safety information"), blank=True)
    guarantee = models.TextField(
        _("guarantee of the maker"), blank=True, help_text=_("Only what goes beyond the rights that the law gives.")
    )

    class Meta:
        verbose_name = pgettext_lazy("shop", "goods")
        verbose_name_plural = pgettext_lazy("shop", "goods")
        constraints = [
            models.CheckConstraint(condition=models.Q(stock__gte=0), name="shop_goods_stock_not_negative"),
            models.CheckConstraint(
                condition=models.Q(delivery_days_min__lte=models.F("delivery_days_max")), name="shop_goods_days_fit"
            ),
            models.UniqueConstraint(
                fields=["variant_of", "variant"],
                condition=models.Q(variant_of__isnull=False),
                name="shop_goods_variant_once",
            ),
        ]
