"""The quick shop of the demo: what the winter box holds, bought where it is shown."""

from shop.models import Product, QuickShop, QuickShopArticle

SHOPS = {
    "winterkiste": (
        "Gleich hier bestellen",
        "Alle Preise mit Umsatzsteuer. Ab 60 € schicken wir innerhalb Deutschlands ohne Versandkosten.",
        {"W-2007": 1, "W-2005": 0, "W-2015": 0, "W-2011": 0},
    ),
}


def quick_shop(slug: str) -> QuickShop:
    name, intro, articles = SHOPS[slug]
    shop, is_new = QuickShop.objects.get_or_create(slug=slug, defaults={"name": name, "intro": intro})
    if is_new:
        products = Product.objects.in_bulk(articles, field_name="number")
        QuickShopArticle.objects.bulk_create(
            QuickShopArticle(quick_shop=shop, product=products[number], quantity=quantity, sort_order=position)
            for position, (number, quantity) in enumerate(articles.items())
        )
    return shop
