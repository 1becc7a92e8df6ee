from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from shop.services.shelves import save_shelf


class ShelfForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> Any:
        shelf = super().save(commit=False)
        return save_shelf(shelf=shelf) if commit else shelf
