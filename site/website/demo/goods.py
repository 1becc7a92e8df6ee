"""The goods of `goods.toml`: articles with variants, makers and stock, and what sending them costs."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from core import clock
from shop.models import Goods, PriceChange, ShippingRate, ShippingZone
from shop.pages import CataloguePage, ProductPage
from shop.services.articles import save_article
from website.demo.library import picture
from website.demo.publisher import PUBLISHER
from website.demo.streams import in_text
from website.demo.titles import paragraphs, publish, topic
from website.demo.typography import bind

Facts = dict[str, Any]
SOURCE = Path(__file__).parent / "goods.toml"
COPIED = ("number", "kind", "name", "subtitle", "author", "tax_class", "price_bound", "weight", "stock")
SOMETIMES = ("isbn", "page_count", "variant", "warnings", "guarantee", "max_quantity")
EU = "AT BE BG CY CZ DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
ZONES = (
    ("Deutschland", ["DE"], "60.00", (("3.90", 1000), ("5.90", 5000), ("8.90", 10000))),
    ("Europäische Union", EU, None, (("9.90", 1000), ("14.90", 5000), ("21.90", 10000))),
)


def goods() -> list[Facts]:
    source = tomllib.loads(bind(SOURCE.read_text("utf-8")))
    return [{**facts, "maker": source["makers"][facts["maker"]]} for facts in source["goods"]]


def load_goods(catalogue: CataloguePage) -> None:
    known = set(Goods.objects.values_list("number", flat=True))
    for facts in goods():
        if facts["number"] not in known:
            _load(catalogue, facts)


def load_shipping() -> None:
    for name, countries, free_from, rates in ZONES:
        zone, is_new = ShippingZone.objects.get_or_create(
            name=name, defaults={"countries": countries, "free_from": free_from and Decimal(free_from)}
        )
        if is_new:
            ShippingRate.objects.bulk_create(
                ShippingRate(zone=zone, up_to=grams, gross=Decimal(gross)) for gross, grams in rates
            )


def _load(catalogue: CataloguePage, facts: Facts) -> None:
    variants = facts.pop("variants", [])
    main = _article(facts)
    for variant in variants:
        _article({**facts, **variant}, variant_of=main)
    page = ProductPage(
        slug=facts["slug"],
        title=facts["name"],
        goods=main,
        eyebrow=facts["topic"],
        intro=facts["promise"],
        body=paragraphs(facts["text"]),
        questions=[
            ("question", {"question": item["question"], "answer": f"<p>{item['answer']}</p>"})
            for item in facts["questions"]
        ],
    )
    page.pictures = page.pictures.stream_block.to_python(
        [{"type": "picture", "value": in_text(name, alt)} for name, alt in facts["further"]]
    )
    publish(catalogue, page, facts["published"])


def _article(facts: Facts, variant_of: Goods | None = None) -> Goods:
    days, maker = facts.get("delivery_days", [2, 4]), facts["maker"]
    article = Goods(
        **{name: facts[name] for name in COPIED},
        **{name: facts[name] for name in SOMETIMES if name in facts},
        gross=Decimal(facts["price"]),
        publisher=PUBLISHER.name if facts.get("isbn") else "",
        topic=topic(facts["topic"]),
        cover=picture(facts["picture"], facts["alt"]),
        delivery_days_min=days[0],
        delivery_days_max=days[1],
        maker_name=maker["name"],
        maker_address=maker["address"],
        maker_email=maker["email"],
        variant_of=variant_of,
    )
    save_article(article=article)
    if before := facts.get("price_before"):
        _reduce(article, Decimal(before))
    return article


def _reduce(article: Goods, before: Decimal) -> None:
    """As if it had cost more until last week: the lowest price of 30 days is shown beside the new one."""
    week_ago = clock.now() - timedelta(days=7)
    article.price_changes.update(at=week_ago)
    PriceChange.objects.create(product=article.product_ptr, gross=before, at=week_ago - timedelta(days=120))
    article.reduced = True
    save_article(article=article)
