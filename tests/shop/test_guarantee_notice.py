"""The European Commission's notice on the legal guarantee: where it stands, and who is told that it is missing."""

import re

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from cms.models import LegalSettings
from core.registries import home_panels
from shop.models import Goods
from tests.factories import an_ebook, some_goods
from tests.shop.pages import a_product_page
from tests.support.worlds import once_per_file
from tests.website.editing import FILES_OF_RENDITIONS, a_picture, member
from tests.website.pages import a_catalogue, a_home, an_ebook_page
from website.legal_pages import guarantee_notice_missing
from website.roles import ADMIN, EDITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("L14"), FILES_OF_RENDITIONS]
NOTICE = re.compile(r'<a href="(\S+)"><img src="(\S+)" width="480" height="640"[^>]* alt="[^"]{60,}"></a>')
OF_GOODS, OF_EBOOKS = ("/hefte/w-1/", "/kasse/?a=W-1"), ("/hefte/e-1/", "/kasse/?a=E-1")
OUR_WORDS = "gesetzliche Gewährleistung"


@once_per_file
def goods() -> Goods:
    catalogue = a_catalogue(a_home())
    an_ebook_page(catalogue, an_ebook("E-1"), slug="e-1")
    goods = some_goods("W-1")
    a_product_page(catalogue, goods)
    return goods


def hang_up(size: tuple[int, int] = (600, 800)) -> None:
    legal = LegalSettings.load()
    legal.guarantee_notice = a_picture("Hinweis", size=size)
    legal.save()


def notice(client: Client, address: str) -> re.Match[str] | None:
    response = client.get(address)
    assert response.status_code == 200
    return NOTICE.search(response.content.decode())


def size(address: str) -> tuple[int, int]:
    with default_storage.open(address.removeprefix("/media/")) as file, Image.open(file) as picture:
        return picture.size


@pytest.mark.parametrize("address", OF_GOODS)
def test_it_stands_where_goods_are_sold_and_leads_to_itself_in_large(
    client: Client, goods: Goods, address: str
) -> None:
    assert notice(client, address) is None
    hang_up((1800, 2400))
    found = notice(client, address)
    assert found
    assert [size(picture) for picture in found.groups()] == [(1600, 2133), (480, 640)]


@pytest.mark.parametrize("address", OF_GOODS)
def test_our_own_words_stand_there_in_any_case(client: Client, goods: Goods, address: str) -> None:
    assert OUR_WORDS in client.get(address).content.decode()
    hang_up()
    assert OUR_WORDS in client.get(address).content.decode()


def test_it_does_not_stand_where_only_ebooks_are_sold(client: Client, goods: Goods) -> None:
    hang_up()
    assert [notice(client, address) for address in OF_EBOOKS] == [None, None]


def test_who_answers_for_the_texts_is_told_that_it_is_missing(goods: Goods) -> None:
    label = str(home_panels.get("website.guarantee").label)
    assert guarantee_notice_missing()[0] == 1
    admin = member(ADMIN)
    assert label in admin.get("/admin/").content.decode()
    assert 'name="guarantee_notice"' in admin.get(guarantee_notice_missing()[1]).content.decode()
    assert label not in member(EDITOR).get("/admin/").content.decode()
    hang_up()
    assert guarantee_notice_missing()[0] == 0


def test_a_house_that_sells_no_goods_needs_none(goods: Goods) -> None:
    Goods.objects.update(active=False)
    assert guarantee_notice_missing()[0] == 0
