"""Pages that sell goods."""

import re
from typing import Any

from django.test import Client

from shop.models import Goods
from shop.pages import CataloguePage, ProductPage


def a_product_page(catalogue: CataloguePage, goods: Goods, **values: Any) -> ProductPage:
    fields = {"title": goods.name, "slug": goods.number.lower(), **values}
    page = catalogue.add_child(instance=ProductPage(goods=goods, **fields))
    page.save_revision().publish()
    return page


def titles(client: Client, query: str = "") -> list[str]:
    """What the catalogue shows, in its order."""
    html = client.get(f"/hefte/{query}").content.decode()
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', html)
