"""With English chosen, no fixed text of the house is German: not for visitors, not for staff, not in mails."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from wagtail.users.models import UserProfile

from accounts.models import User
from tests.factories import postage, some_goods
from tests.languages.german import content, left_overs
from tests.security.addresses import addresses
from tests.security.visitors import PUBLIC, Shop
from tests.security.world import World
from tests.shop.pages import a_product_page
from tests.website.pages import a_catalogue, a_content_page, a_home, an_ebook_page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.feature("C03"),
    # Wagtail leaves the files of small pictures to Python to close.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
]
# Wagtail's own screens about our things, parts of lists and choosers say what their lists say.
OFFICE = [
    address
    for address in addresses(admin=True)
    if address.ours
    and not address.namespace.startswith("wagtail")
    and not re.search(r"_chooser:|results$|:usage$|:history$|:add$", address.name)
]
ERRORS = ("400", "403", "404", "405", "410", "413", "429", "500")


def german(client: Client, paths: Iterable[str], known: str) -> list[str]:
    """What is German on these pages. Answers that only send on, files and parts of pages are left out."""
    found, pages = [], 0
    for path in paths:
        client.cookies.pop("messages", None)  # of Wagtail, which forgets the language when it says no
        answer: Any = client.get(path)
        if answer.streaming:
            list(answer)  # read to the end, which closes the file
        elif b"</html>" in answer.content and answer.headers["Content-Type"].startswith("text/html"):
            pages += 1
            found += [f"{path}: {text}" for text in left_overs(answer.content.decode(), known)]
    assert pages > 10
    return found


def test_back_office_is_english_for_whom_english_was_chosen() -> None:
    world = World()
    admin = User.objects.create_user("s@example.org", is_superuser=True)
    UserProfile.objects.create(user=admin, preferred_language="en")
    client = Client()
    client.force_login(admin)
    found = german(client, ("/admin/", *(address.path(world.fill) for address in OFFICE)), content())
    assert not found, "\n".join(found)


def test_site_is_english_when_english_was_chosen() -> None:
    shop, goods = Shop(), some_goods(stock=3)
    postage()
    home = a_home()
    catalogue = a_catalogue(home)
    pages = [
        home, catalogue, an_ebook_page(catalogue, shop.order.lines.get().product.ebook),
        a_product_page(catalogue, goods), a_content_page(home, "Haus", "haus"),
    ]  # fmt: skip
    known, full = content(), f"{shop.number}.1~{goods.number}.2"
    client = Client()
    client.force_login(shop.buyer)
    paths = [page.url for page in pages] + [shop.path(address) for address in PUBLIC]
    paths += [f"/kasse/?a={shop.number}&n=1&a={goods.number}&n=2", "/kasse/?a=NIE", "/suche/?q=Brot", "/suche/?q=nie"]
    with translation.override("en"):
        found = german(client, paths, known)
        client.cookies["warenkorb"] = f"{full}~NIE.1"
        for answer in (
            client.get("/warenkorb/"),
            client.get("/kasse/"),
            client.post("/kasse/", {}),
            client.post("/widerruf/", {}),
        ):
            found += left_overs(answer.content.decode(), known)
        for code in ERRORS:
            found += left_overs(render_to_string(f"{code}.html"), known)
    assert not found, "\n".join(found)
