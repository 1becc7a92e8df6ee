"""A small site: home, catalogue, and what a test puts below them."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page, Site

from cms.models import Picture
from shop.models import Ebook
from shop.pages import CataloguePage, EbookPage
from tests.factories import an_ebook
from tests.security.world import small_png
from website.pages import ContentPage, HomePage


def a_home(**values: Any) -> HomePage:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Haselrain", slug="start", **values))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    return home


def a_catalogue(home: HomePage) -> CataloguePage:
    return home.add_child(instance=CataloguePage(title="Alle Hefte", slug="hefte", intro="Als EPUB und PDF."))


def an_ebook_page(catalogue: CataloguePage, ebook: Ebook | None = None, **values: Any) -> EbookPage:
    ebook = ebook or an_ebook()
    fields = {"title": ebook.name, "slug": f"heft-{ebook.pk}", "intro": "Vom Sauerteig und der Geduld.", **values}
    page = catalogue.add_child(instance=EbookPage(ebook=ebook, **fields))
    page.save_revision().publish()
    return page


def a_content_page(parent: Page, title: str, slug: str, **values: Any) -> ContentPage:
    page = parent.add_child(instance=ContentPage(title=title, slug=slug, **values))
    page.save_revision().publish()
    return page


def a_cover() -> Picture:
    """With the renditions that pages ask for: Wagtail leaves a temporary file open when it makes one."""
    cover = Picture.objects.create(title="Umschlag", file=ContentFile(small_png(), "cover.png"))
    for spec in (
        "width-200|format-webp",
        "width-400|format-webp",
        "width-700|format-webp",
        "max-1200x1200|format-jpeg",
    ):
        cover.renditions.create(filter_spec=spec, focal_point_key="", width=200, height=300, file="images/cover.webp")
    return cover
