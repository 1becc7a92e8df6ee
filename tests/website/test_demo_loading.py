"""The demo is loaded as often as one likes, and its two brands differ in settings and in nothing else."""

import hashlib
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.serializers import serialize
from wagtail.models import Page

from cms.models import ThemeSettings
from shop.models import Ebook, Goods, Topic
from shop.pages import EbookPage, ProductPage
from tests.support.stack import Stack
from website.demo.brands import BRANDS
from website.demo.goods import goods
from website.imprint import Imprint
from website.pages import ContentPage, LegalPage

pytestmark = pytest.mark.slow

LOOK = {"cms.themesettings", "cms.picture", "cms.picturerendition"}
AROUND = {
    "core.dutyrun",
    "wagtailcore.referenceindex",
    "wagtailsearch.indexentry",
    "wagtailsearch.sqliteftsindexentry",
}  # clocks and indexes


def rows(stack: Stack) -> dict[str, str]:
    """All that is in the database, table by table."""
    with stack.rows():
        return {
            model._meta.label_lower: hashlib.sha256(
                serialize("json", model._default_manager.order_by("pk")).encode()
            ).hexdigest()
            for model in apps.get_models()
            if model._meta.managed and model._meta.label_lower not in AROUND
        }


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_demo_may_be_loaded_again_and_wears_another_brand(new_stack: Callable[..., Stack]) -> None:
    stack = new_stack()
    first = rows(stack)
    stack.manage("demo")
    assert differing(first, rows(stack)) == set()
    stack.manage("demo", "--brand", "nordost")
    assert differing(first, rows(stack)) <= LOOK
    with stack.rows():
        look, brand = ThemeSettings.load(), BRANDS["nordost"]
        assert (look.brand_name, look.brand_colour, look.typefaces) == (brand.name, brand.colour, brand.typefaces)
        assert look.logo is not None


def test_demo_is_a_whole_shop(new_stack: Callable[..., Stack]) -> None:
    with new_stack().rows():
        assert Ebook.objects.count() == EbookPage.objects.live().count() == 6
        assert ProductPage.objects.live().count() == len(goods()) == 12
        articles = list(Goods.objects.all())
        assert any(article.stock == 0 for article in articles)
        assert any(0 < article.stock < 5 for article in articles)
        assert all(article.weight and article.maker_name and article.maker_address for article in articles)
        assert Goods.objects.filter(variant_of__isnull=False).count() == 3
        assert Goods.objects.get(reduced=True).price_changes.count() == 2
        assert Topic.objects.count() == 5
        assert ContentPage.objects.live().count() >= 15
        assert Page.find_problems() == ([], [], [], [], [])
        assert all(page.live and not page.gaps() for page in LegalPage.objects.all())
        assert Imprint.load().contact_url == "/kontakt/"
