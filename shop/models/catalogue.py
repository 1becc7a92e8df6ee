from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from core.files import private_storage
from shop.validators import validate_isbn


class Product(index.Indexed, models.Model):
    """An article: what is sold under an article number. The price is gross, in EUR."""

    class TaxClass(models.TextChoices):
        STANDARD = "standard", _("standard rate (19 %)")
        REDUCED = "reduced", _("reduced rate (7 %: books and ebooks)")

    number = models.CharField(
        _("article number"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z", _("Capital letters, digits and hyphens only."))],
    )
    name = models.CharField(_("title"), max_length=120)
    gross = models.DecimalField(_("price incl. VAT"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    tax_class = models.CharField(_("tax class"), max_length=10, choices=TaxClass, default=TaxClass.REDUCED)
    price_bound = models.BooleanField(
        _("fixed book price"),
        default=True,
        help_text=_("The fixed price of the Book Price Fixing Act applies: no discounts, no vouchers."),
    )
    active = models.BooleanField(_("on sale"), default=True)

    search_fields = [
        index.SearchField("number"),
        index.AutocompleteField("number"),
        index.SearchField("name"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.CheckConstraint(condition=models.Q(gross__gte=0), name="shop_product_gross_not_negative")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


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
    """A product with files."""

    subtitle = models.CharField(_("subtitle"), max_length=160, blank=True)
    author = models.CharField(_("author"), max_length=120)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=17, blank=True, validators=[validate_isbn])
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, default="de")
    cover = models.ForeignKey(
        "cms.Picture", verbose_name=_("cover"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

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
