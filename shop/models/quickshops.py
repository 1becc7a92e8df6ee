from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from shop.models.catalogue import Product


class QuickShop(ClusterableModel):
    """A few articles that are bought where they are shown, on whatever page the block stands (R32)."""

    name = models.CharField(_("name"), max_length=80, help_text=_("Stands above the articles."))
    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    intro = models.TextField(_("introduction"), blank=True, max_length=300)

    class Meta:
        verbose_name = _("quick shop")
        verbose_name_plural = _("quick shops")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class QuickShopArticle(Orderable):
    quick_shop = ParentalKey(QuickShop, on_delete=models.CASCADE, related_name="articles")
    product = models.ForeignKey(Product, verbose_name=_("article"), on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(
        _("preset quantity"), default=0, validators=[MinValueValidator(0)], help_text=_("0: the visitor chooses.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [models.UniqueConstraint(fields=["quick_shop", "product"], name="shop_quickshop_article_once")]

    def __str__(self) -> str:
        return f"{self.quick_shop_id} {self.product_id}"
