"""Pages that sell goods."""

from typing import Any

from shop.models import Goods
from shop.pages import CataloguePage, ProductPage


def a_product_page(catalogue: CataloguePage, goods: Goods, **values: Any) -> ProductPage:
    fields = {"title": goods.name, "slug": goods.number.lower(), **values}
    page = catalogue.add_child(instance=ProductPage(goods=goods, **fields))
    page.save_revision().publish()
    return page
