"""Articles as editors fill them in. What is faulty is said beside its field."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from shop.models import Ebook, Goods, Product
from shop.offers import NO_REDUCTION, measure
from shop.services.articles import UnusableFile, check_file, save_article
from shop.validators import wrong_order

PRICE_HELP = gettext_lazy("In euros, such as 14,90.")


class PriceInput(forms.TextInput):
    """A comma before the last two digits or one is a decimal comma, whatever language the office speaks."""

    is_localized = True

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        german = re.fullmatch(r"([\d.]+),(\d{1,2})", (value or "").strip(), re.ASCII)
        return f"{german[1].replace('.', '')}.{german[2]}" if german else value


def take_german_prices(fields: Iterable[forms.Field]) -> None:
    """Both 14,90 and 14.90 are prices."""
    for field in fields:
        field.localize = True
        field.widget = PriceInput()


class ArticleForm(WagtailAdminModelForm):
    """What ebooks and goods have in common."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take_german_prices([self.fields["gross"]])
        self.fields["gross"].help_text = PRICE_HELP

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("reduced") and data.get("price_bound"):
            self.add_error("reduced", _("A fixed book price cannot be reduced."))
        elif data.get("reduced") and "gross" in data and measure(self.instance, data["gross"]) is None:
            self.add_error("reduced", NO_REDUCTION)
        return data

    def save(self, commit: bool = True) -> Any:
        return save_article(article=super().save(commit=False))


class EbookForm(ArticleForm):
    """An ebook with its files, in the article list and in the chooser of its page."""

    epub = forms.FileField(label="EPUB", required=False)
    pdf = forms.FileField(label="PDF", required=False)

    class Meta:
        model = Ebook
        fields = [
            "number", "name", "subtitle", "author", "publisher", "gross", "tax_class", "price_bound",
            "isbn", "page_count", "language", "topic", "active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = set(self.instance.files.values_list("format", flat=True)) if self.instance.pk else set()
        for format in present:
            self.fields[format].help_text = gettext_lazy("A file is there. Choose another one to replace it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for format, upload in self.uploads().items():
            try:
                check_file(format, upload.read())
            except UnusableFile:
                self.add_error(format, _("This file cannot be used as %(format)s.") % {"format": format.upper()})
            upload.seek(0)
        if not self.uploads() and not self.instance.pk:
            self.add_error("epub", _("Add an EPUB or a PDF: without a file there is nothing to sell."))
        return data

    def uploads(self) -> dict[str, UploadedFile]:
        return {format: self.cleaned_data[format] for format in ("epub", "pdf") if self.cleaned_data.get(format)}

    def save(self, commit: bool = True) -> Ebook:
        ebook: Ebook = WagtailAdminModelForm.save(self, commit=False)
        return save_article(article=ebook, files=self.uploads())


class GoodsForm(ArticleForm):
    """Goods in the article list and in the chooser of their page. The stock is asked for once, then it is counted."""

    class Meta:
        model = Goods
        fields = [
            "number", "name", "kind", "author", "publisher", "gross", "tax_class", "price_bound", "stock", "weight",
            "isbn", "page_count", "language", "topic", "maker_name", "maker_address", "maker_email", "active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kind"]
        kinds.choices = [choice for choice in Product.Kind.choices if choice[0] != Product.Kind.EBOOK]
        if self.instance.pk:
            self.fields.pop("stock", None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for least, most in (("min_quantity", "max_quantity"), ("delivery_days_min", "delivery_days_max")):
            if wrong := wrong_order(data.get(least), data.get(most)):
                self.add_error(most, wrong)
        if "variant_of" in self.fields:
            self._clean_variant(data)
        return data

    def _clean_variant(self, data: dict[str, Any]) -> None:
        main, variant = data.get("variant_of"), data.get("variant", "")
        if main is None:
            return
        if main.pk == self.instance.pk or main.variant_of_id:
            self.add_error("variant_of", _("Choose the main article: a variant has no variants of its own."))
        elif self.instance.pk and self.instance.variants.exists():
            self.add_error("variant_of", _("This article has variants itself."))
        if not variant:
            self.add_error("variant", _("Say what makes the difference, such as: hardcover, size M."))
        elif main.variants.filter(variant=variant).exclude(pk=self.instance.pk).exists():
            self.add_error("variant", _("There is such a variant already."))


class StockForm(forms.Form):
    """How the stock changes; orders change it by themselves."""

    WAYS = [
        ("received", gettext_lazy("goods have come in")),
        ("lost", gettext_lazy("goods were lost or damaged")),
        ("counted", gettext_lazy("counted: so many lie on the shelf")),
    ]
    way = forms.ChoiceField(label=gettext_lazy("What has happened?"), choices=WAYS, widget=forms.RadioSelect)
    number = forms.IntegerField(label=gettext_lazy("How many?"), min_value=0, max_value=999_999)
