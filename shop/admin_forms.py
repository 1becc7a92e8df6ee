from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from shop.models import Ebook
from shop.services.articles import UnusableFile, check_file, save_article


class EbookForm(WagtailAdminModelForm):
    """An ebook with its files, in the article list and in the chooser of its page."""

    epub = forms.FileField(label="EPUB", required=False)
    pdf = forms.FileField(label="PDF", required=False)

    class Meta:
        model = Ebook
        fields = [
            "number", "name", "subtitle", "author", "publisher", "gross", "tax_class", "price_bound",
            "isbn", "page_count", "language", "cover", "active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._take_german_prices()
        present = set(self.instance.files.values_list("format", flat=True)) if self.instance.pk else set()
        for format in present:
            self.fields[format].help_text = gettext_lazy("A file is there. Choose another one to replace it.")

    def _take_german_prices(self) -> None:
        price = self.fields["gross"]
        price.help_text = gettext_lazy("In euros, such as 14,90.")
        price.localize = True
        price.widget = forms.TextInput(attrs={"inputmode": "decimal"})
        price.widget.is_localized = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
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
        ebook: Ebook = super().save(commit=False)
        return save_article(article=ebook, files=self.uploads())
