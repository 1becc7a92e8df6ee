"""Articles as editors keep them."""

import hashlib
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core import clock, protocol
from core.bus import emit
from shop.facts import ARTICLE_SAVED
from shop.models import Ebook, EbookFile, Goods, PriceChange, Product
from shop.selectors import pages_selling
from shop.services.listing import hold_pages

NO_FILES: Mapping[str, UploadedFile] = MappingProxyType({})
Article = TypeVar("Article", Ebook, Goods)


class UnusableFile(Exception):
    """The file is not what its format says, or cannot take the buyer's mark."""


def check_file(format: str, data: bytes) -> None:
    """Try what every sale will do with the file. Raises UnusableFile."""
    from shop.marking import MarkingError, mark  # noqa: PLC0415 -- slow import

    try:
        mark(data, format=format, buyer="Probe", order_number="B-0", note="Probe")
    except MarkingError as error:
        raise UnusableFile(str(error)) from error


@transaction.atomic
def save_article(*, article: Article, files: Mapping[str, UploadedFile] = NO_FILES, actor: Any = None) -> Article:
    """Create or change an article and replace the files that were uploaded. What was sold keeps its copies.

    The stock of goods is written only when they are created: afterwards it changes by `change_stock` alone.
    """
    _hold([article.pk])
    kept = [field.name for field in _all_but_stock(article)]
    before = type(article).objects.filter(pk=article.pk).values(*kept).first() or {}
    if isinstance(article, Ebook):
        article.kind, article.min_quantity, article.max_quantity = Product.Kind.EBOOK, 1, 1
    article.save(update_fields=kept if before else None)
    product = article.product_ptr
    if before.get("gross") != article.gross:
        PriceChange.objects.create(product=product, gross=article.gross, at=clock.now())
    for format, upload in files.items():
        _replace_file(article, format, upload)
    protocol.record(
        "article.changed" if before else "article.created",
        obj=product,
        actor=actor,
        changes=_changes(article, before),
        data={"files": sorted(files)},
    )
    payload = {"number": article.number, "was_variant_of": before.get("variant_of")}
    emit(ARTICLE_SAVED, subject=product, payload=payload)
    return article


@transaction.atomic
def change_articles(*, changes: Mapping[int, Mapping[str, Any]], actor: Any = None) -> list[Ebook | Goods]:
    """Set these fields of these articles: {id: {field: value}}. All of them or none; each with its history."""
    _hold(changes)
    hold_pages(pages=pages_selling(changes))
    articles = Product.objects.filter(pk__in=changes).order_by("pk").select_related("ebook", "goods")
    return [save_article(article=_with(product.actual, changes[product.pk]), actor=actor) for product in articles]


def _hold(ids: Collection[int]) -> None:
    """Lock them until the end: what was checked of them stays true. Goods first, as orders take them: core/locks.md.

    Not against those who only refer to them: orders do.
    """
    for model in (Goods, Product):
        list(model.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _with(article: Ebook | Goods, values: Mapping[str, Any]) -> Ebook | Goods:
    for field, value in values.items():
        setattr(article, field, value)
    return article


def _all_but_stock(article: Ebook | Goods) -> list[Any]:
    """What an editor saves may be older than the last sale."""
    return [field for field in article._meta.concrete_fields if not field.primary_key and field.name != "stock"]


def _changes(article: Ebook | Goods, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """{field: [before, now]} of what differs; other objects by their names."""
    found = {}
    for field in _all_but_stock(article):
        old, new = before.get(field.name), getattr(article, field.attname)
        if _said(old) != _said(new):
            found[field.name] = [_named(field, old), _said(getattr(article, field.name))]
    return found


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _named(field: Any, value: Any) -> str:
    """A row of another table may be gone by now."""
    if not field.is_relation or value is None:
        return _said(value)
    return str(field.related_model._base_manager.filter(pk=value).first() or value)


def _replace_file(ebook: Ebook | Goods, format: str, upload: UploadedFile) -> None:
    data = upload.read()
    file, _ = EbookFile.objects.get_or_create(ebook=ebook, format=format, defaults={"size": 0, "sha256": ""})
    file.size, file.sha256 = len(data), hashlib.sha256(data).hexdigest()
    file.file.save(f"{ebook.number}.{format}", ContentFile(data), save=False)
    file.save()
