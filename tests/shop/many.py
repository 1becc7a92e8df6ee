"""Very many titles, laid into the database in bulk: to measure what lists and search cost then."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate, islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils.text import slugify
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from cms.models import Picture
from core import clock
from shop.models import Ebook, Goods, Product, Topic
from shop.pages import CataloguePage, EbookPage, ProductPage
from shop.shelving import relist_all

BATCH = 2000
SYLLABLES = "bro ta ker lin wol hasel rain mu sten gar feld ried zeit ton blatt ufer mond korn stein tal".split()


class Words:
    """A language with few frequent and many rare words, the same in every run."""

    def __init__(self, size: int = 6000) -> None:
        self.chance = random.Random(7)
        self.all = sorted({"".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4))) for _ in range(size)})
        self.chance.shuffle(self.all)
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.all) + 1)))

    def some(self, number: int) -> str:
        return " ".join(self.chance.choices(self.all, cum_weights=self.weights, k=number)).capitalize()


def many_titles(catalogue: CataloguePage, number: int, covers: list[Picture]) -> Words:
    """Every fourth an ebook; with pages, listings and the index of the search."""
    words = Words()
    topics = [Topic.objects.create(name=words.some(1) + str(n), slug=f"thema-{n}") for n in range(12)]
    for products in _batches(_products(words, topics, covers, number)):
        Product.objects.bulk_create(products)
    _insert_heirs(Goods, Product.objects.exclude(kind=Product.Kind.EBOOK), {"stock": 5, "weight": 400})
    _insert_heirs(Ebook, Product.objects.filter(kind=Product.Kind.EBOOK), {})
    _add_pages(catalogue, words)
    _index()
    relist_all()
    return words


def _products(words: Words, topics: list[Topic], covers: list[Picture], number: int) -> Iterator[Product]:
    kinds = [kind for kind in Product.Kind if kind != Product.Kind.EBOOK]
    for n in range(number):
        yield Product(
            number=f"M-{n:06}",
            kind=Product.Kind.EBOOK if n % 4 == 0 else words.chance.choice(kinds),
            name=words.some(4),
            author=words.some(2),
            topic=words.chance.choice(topics),
            cover=words.chance.choice(covers),
            gross=Decimal(words.chance.randint(300, 9000)) / 100,
        )


def _add_pages(catalogue: CataloguePage, words: Words) -> None:
    types, locale, now = ContentType.objects.get_for_models(EbookPage, ProductPage), Locale.get_default(), clock.now()
    rows = Product.objects.order_by("pk").values_list("pk", "name", "kind")
    for start, batch in enumerate(_batches(rows.iterator())):
        pages = []
        for place, (key, name, kind) in enumerate(batch, start=start * BATCH + 1):
            slug = f"{slugify(name)}-{key}"
            pages.append(
                Page(
                    path=Page._get_path(catalogue.path, catalogue.depth + 1, place),
                    depth=catalogue.depth + 1,
                    title=name,
                    draft_title=name,
                    slug=slug,
                    url_path=f"{catalogue.url_path}{slug}/",
                    content_type=types[EbookPage if kind == Product.Kind.EBOOK else ProductPage],
                    locale=locale,
                    first_published_at=now - timedelta(minutes=words.chance.randrange(10**6)),
                )
            )
        Page.objects.bulk_create(pages)
    Page.objects.filter(pk=catalogue.pk).update(numchild=Product.objects.count())
    _insert_page_heirs(EbookPage, "ebook_id", words)
    _insert_page_heirs(ProductPage, "goods_id", words)


def _insert_page_heirs(kind: type[EbookPage] | type[ProductPage], column: str, words: Words) -> None:
    """The article's key stands at the end of the slug."""
    pages = Page.objects.filter(content_type=ContentType.objects.get_for_model(kind)).values_list("pk", "slug")
    given = _defaults(kind)
    rows = (
        {**given, "page_ptr_id": key, column: int(slug.rpartition("-")[2]), "intro": words.some(40)}
        for key, slug in pages.iterator()
    )
    _insert(kind, rows)


def _insert_heirs(kind: type[models.Model], products: Any, values: dict[str, Any]) -> None:
    given = _defaults(kind)
    _insert(kind, ({**given, **values, "product_ptr_id": key} for key in products.values_list("pk", flat=True)))


def _defaults(kind: type[models.Model]) -> dict[str, Any]:
    given = ((field, field.to_python(field.get_default())) for field in kind._meta.local_concrete_fields)
    return {str(field.column): field.get_db_prep_save(value, connection) for field, value in given}


def _insert(kind: type[models.Model], rows: Iterator[dict[str, Any]]) -> None:
    """Django has no bulk for models with parents."""
    columns = [str(field.column) for field in kind._meta.local_concrete_fields]
    statement = f"INSERT INTO {kind._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.executemany(statement, [[row[column] for column in columns] for row in batch])


def _index() -> None:
    backend = get_search_backend()
    for kind in (EbookPage, ProductPage):
        index = backend.get_index_for_model(kind)
        for batch in _batches(kind.for_results().iterator()):
            index.add_items(kind, batch)


def _batches(rows: Any) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
