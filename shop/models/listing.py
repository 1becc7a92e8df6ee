from django.db import models
from wagtail.models import Page

from shop.models.catalogue import Product, Topic

FILTERS = ("topic", "kind", "band")


class Listing(models.Model):
    """A live page that sells, flat: lists, filters and cards read one row and join nothing.

    Worked out from page and articles by `shop.services.listing`; nobody edits it, and it can be made anew at any time.
    """

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="+")
    catalogue = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=120)
    author = models.CharField(max_length=120)
    sort_title = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Product.Kind)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    cover = models.ForeignKey("cms.Picture", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    gross_to = models.DecimalField(max_digits=9, decimal_places=2)
    gross_before = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    tax_class = models.CharField(max_length=10, choices=Product.TaxClass)
    band = models.PositiveSmallIntegerField()
    available = models.BooleanField()
    published_at = models.DateTimeField()

    class Meta:
        # Each order of a list, followed by what it can be narrowed by: the database finds a leaf in the index alone.
        indexes = [
            models.Index(fields=["published_at", "page", "catalogue", *FILTERS], name="shop_listing_new"),
            models.Index(fields=["catalogue", "sort_title", "page", *FILTERS], name="shop_listing_az"),
            models.Index(fields=["catalogue", "gross", "page", *FILTERS], name="shop_listing_price"),
            models.Index(fields=["catalogue", *FILTERS], name="shop_listing_counts"),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_ebook(self) -> bool:
        return self.kind == Product.Kind.EBOOK
