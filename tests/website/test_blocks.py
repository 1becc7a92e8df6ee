"""What editors build pages from, as visitors get it."""

import io
import json
import re
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache, caches
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from cms.blocks import BodyBlock
from cms.finding import whole_sentences
from cms.links import ButtonBlock
from cms.models import Picture
from cms.pictures import CaptionedPictureBlock
from tests.support.worlds import once_per_file
from tests.website.editing import FILES_OF_RENDITIONS, a_picture, in_text, member
from tests.website.pages import a_catalogue, a_content_page, a_home, an_ebook_page
from website.blocks import ContentBlock
from website.pages import ContentPage, HomePage
from website.roles import EDITOR

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("C01"),
    FILES_OF_RENDITIONS,
]
TEXT = "<p>Am Rand von Altenhasel.</p>"


@once_per_file
def home() -> HomePage:
    return a_home()


def button(page: Page | None = None, address: str = "") -> dict[str, Any]:
    return {"label": "Zu den Heften", "page": page, "address": address}


def shown(client: Client, home: HomePage, *blocks: tuple[str, Any], **values: Any) -> str:
    a_content_page(home, "Unser Haus", "haus", body=list(blocks), **values)
    response = client.get("/haus/")
    assert response.status_code == 200
    return response.content.decode()


def images(html: str) -> list[str]:
    return re.findall(r"<img [^>]+>", html)


def test_a_picture_comes_in_modern_formats_and_several_sizes(client: Client, home: HomePage) -> None:
    html = shown(client, home, ("picture", in_text(a_picture(size=(1300, 900)), "Die Wiese im Mai")))
    assert re.findall(r'<source [^>]*type="([^"]+)"', html) == ["image/avif"]
    [image] = images(html)
    assert 'alt="Eine Wiese mit Apfelbäumen"' in image
    assert 'loading="lazy"' in image
    assert re.search(r' width="\d+"', image), "the text would jump"
    assert re.search(r' height="\d+"', image), "the text would jump"
    assert image.count(".webp ") == 3
    assert "<figcaption>Die Wiese im Mai</figcaption>" in html


def test_what_stands_at_the_top_does_not_wait(client: Client, home: HomePage) -> None:
    [image] = images(shown(client, home, picture=a_picture()))
    assert "lazy" not in image
    assert 'fetchpriority="high"' in image


def test_a_gallery_is_cut_around_the_focal_point(client: Client, home: HomePage) -> None:
    right = a_picture(
        size=(900, 200), focal_point_x=800, focal_point_y=100, focal_point_width=40, focal_point_height=40
    )
    shown(client, home, ("gallery", {"pictures": [in_text(right), in_text(a_picture("Hof"))]}))
    rendition = right.renditions.get(filter_spec="fill-480x320-c25|format-webp")
    with rendition.file.open() as file, Image.open(file) as picture:
        red, _, blue = picture.convert("RGB").crop((5, 5, 6, 6)).tobytes()
        assert blue > 200 > red
        assert abs(picture.width / picture.height - 1.5) < 0.02


def test_words_for_the_same_picture_may_differ(client: Client, home: HomePage) -> None:
    words, number = ["Von Süden", "Von Norden", ""], a_picture().pk
    entries = [in_text(Picture.objects.get(pk=number), alt_text=text, decorative=not text) for text in words]
    html = shown(client, home, ("gallery", {"pictures": entries}))
    assert re.findall(r'<img[^>]* alt="([^"]*)"', html) == words


def test_a_picture_without_words_must_be_declared_decorative() -> None:
    block, picture = CaptionedPictureBlock(), a_picture()
    with pytest.raises(ValidationError):
        block.clean(block.normalize(in_text(picture, alt_text="")))
    block.clean(block.normalize(in_text(picture, alt_text="", decorative=True)))


def test_columns_hold_text_and_pictures(client: Client, home: HomePage) -> None:
    columns = [[("text", TEXT)], [("picture", in_text(a_picture(), "Der Hof")), ("text", TEXT)]]
    html = shown(client, home, ("columns", {"columns": columns}))
    assert html.count("<p>Am Rand von Altenhasel.") == 2
    assert "Der Hof</figcaption>" in html


def test_a_call_leads_to_its_page_while_that_is_public(client: Client, home: HomePage) -> None:
    catalogue = a_catalogue(home)
    html = shown(client, home, ("call", {"heading": "Weiter", "text": "", "button": button(catalogue)}))
    assert '<a class="button" href="/hefte/">Zu den Heften</a>' in html
    catalogue.unpublish()
    cache.clear()
    assert "Zu den Heften" not in client.get("/haus/").content.decode()


@pytest.mark.parametrize("both", [True, False])
def test_a_button_leads_to_one_place(home: HomePage, *, both: bool) -> None:
    block = ButtonBlock()
    value = button(home, "https://example.org/") if both else button()
    with pytest.raises(ValidationError):
        block.clean(block.normalize(value))
    block.clean(block.normalize(button(home)))
    block.clean(block.normalize(button(address="/konto/")))


def test_a_teaser_shows_picture_title_and_summary_of_public_pages(client: Client, home: HomePage) -> None:
    garden = a_content_page(home, "Der Garten", "garten", intro="Mit alten Sorten.", picture=a_picture())
    draft = a_content_page(home, "Noch nicht", "noch-nicht")
    draft.unpublish()
    title = an_ebook_page(a_catalogue(home))
    html = shown(client, home, ("teaser", {"heading": "Weiterlesen", "pages": [garden, draft, title]}))
    assert re.findall(r'<h3><a href="([^"]+)', html) == ["/garten/", title.url]
    assert "Mit alten Sorten." in html
    assert "Vom Sauerteig und der Geduld." in html
    assert len(images(html)) == 1


def test_a_teaser_of_pages_that_are_gone_leaves_no_trace(client: Client, home: HomePage) -> None:
    draft = a_content_page(home, "Noch nicht", "noch-nicht")
    draft.unpublish()
    assert "<h2>Weiterlesen" not in shown(client, home, ("teaser", {"heading": "Weiterlesen", "pages": [draft]}))


def protect(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, password="geheim")


@pytest.mark.parametrize("what", ["the page", "the page above", "the page it stands for"])
def test_what_is_protected_is_not_told_elsewhere(client: Client, home: HomePage, what: str) -> None:
    members = a_content_page(home, "Für Mitglieder", "mitglieder")
    garden = a_content_page(members, "Der geheime Garten", "garten", intro="Nur für uns.")
    if what == "the page it stands for":
        garden = garden.create_alias(parent=home, update_slug="der-garten")
    teaser = ("teaser", {"heading": "Weiterlesen", "pages": [garden]})
    call = ("call", {"heading": "Weiter", "text": "", "button": button(garden)})
    open_to_all = shown(client, home, teaser, call)
    assert "Nur für uns." in open_to_all
    assert "Zu den Heften" in open_to_all
    restriction = protect({"the page": garden, "the page above": members}.get(what) or garden.alias_of)
    html = client.get("/haus/").content.decode()
    for told in ("Der geheime Garten", "Nur für uns.", "Zu den Heften", garden.url):
        assert told not in html
    restriction.delete()
    assert "Nur für uns." in client.get("/haus/").content.decode()


def test_a_date_leads_to_its_page_while_that_is_public(client: Client, home: HomePage) -> None:
    page = a_content_page(home, "Seminare", "seminare")
    home.dates = [("date", {"day": date(2199, 1, 15), "title": "Der Brottag", "text": "", "page": page})]
    home.save()
    assert '<a href="/seminare/">Der Brottag</a>' in client.get("/").content.decode()
    protect(page)
    html = client.get("/").content.decode()
    assert "Der Brottag" in html
    assert "/seminare/" not in html


def test_questions_are_told_to_search_engines(client: Client, home: HomePage) -> None:
    html = shown(
        client, home, ("question", {"question": "Gibt es Parkplätze?", "answer": "<p>Vor dem <b>Haus</b>.</p>"})
    )
    assert '"@type": "FAQPage"' in html
    assert '"text": "Vor dem Haus."' in html


def test_search_engines_are_told_an_answer_as_it_is_read(client: Client, home: HomePage) -> None:
    answer = (
        "<p>Brot &amp; Butter,<br/>Kaffee.</p><ul><li>Um acht</li><li>bis &lt;b&gt;zehn&lt;/b&gt;</li></ul><p>Gern.</p>"
    )
    html = shown(client, home, ("question", {"question": "Gibt es Frühstück?", "answer": answer}))
    [said] = BeautifulSoup(html, "html.parser").select('script[type="application/ld+json"]')
    [page] = [entry for entry in json.loads(said.text)["@graph"] if entry["@type"] == "FAQPage"]
    told = page["mainEntity"][0]["acceptedAnswer"]["text"]
    assert told == "Brot & Butter, Kaffee. Um acht bis <b>zehn</b> Gern."


def test_a_page_below_another_shows_the_way(client: Client, home: HomePage) -> None:
    house = a_content_page(home, "Unser Haus", "haus")
    a_content_page(house, "Die Räume", "raeume")
    html = client.get("/haus/raeume/").content.decode()
    crumbs = html.partition('class="crumbs"')[2].partition("</ol>")[0]
    assert re.findall(r'href="([^"]+)"', crumbs) == ["/", "/haus/"]
    assert "crumbs" not in client.get("/haus/").content.decode(), "the brand leads home already"


def test_an_empty_page_says_so(client: Client, home: HomePage) -> None:
    assert "Hier ist noch nichts." in shown(client, home)


def test_a_page_of_ten_blocks_asks_little(client: Client, home: HomePage) -> None:
    pictures = [a_picture(f"Bild {number}") for number in range(6)]
    title = an_ebook_page(a_catalogue(home))
    garden = a_content_page(home, "Der Garten", "garten")
    blocks = [
        ("heading", "So arbeiten wir"),
        ("text", TEXT),
        ("picture", in_text(pictures[0])),
        ("gallery", {"pictures": [in_text(picture) for picture in pictures]}),
        ("quote", {"text": "Gut.", "source": ""}),
        ("gallery", {"pictures": [in_text(picture) for picture in pictures[:3]]}),
        ("columns", {"columns": [[("text", TEXT)], [("picture", in_text(pictures[1]))]]}),
        ("teaser", {"heading": "", "pages": [garden, title]}),
        ("question", {"question": "Wann?", "answer": TEXT}),
        ("call", {"heading": "Weiter", "text": "", "button": button(garden)}),
    ]
    shown(client, home, *blocks)  # makes the renditions
    page = ContentPage.objects.get(slug="haus")
    page.save_revision().publish()  # what visitors see has changed
    caches["renditions"].clear()
    client.get("/garten/")  # what stands on every page is known again
    with CaptureQueriesContext(connection) as asked:
        html = client.get("/haus/").content.decode()
    assert len(images(html)) == 11
    assert len(asked) <= 8, "\n".join(query["sql"][:150] for query in asked)


def test_the_chooser_tells_what_each_block_is_for() -> None:
    for name, block in ContentBlock().child_blocks.items():
        assert block.meta.group, name
        assert block.get_description(), name
        assert block.meta.icon != "placeholder", name


def test_the_chooser_shows_an_example_of_each_neutral_block(home: HomePage) -> None:
    a_picture()
    a_content_page(home, "Der Garten", "garten")
    editor = member(EDITOR)
    for name, block in BodyBlock().child_blocks.items():
        preview = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
        assert preview.status_code == 200, name
        assert "css/site.css" in preview.content.decode()
        assert f'<div class="block-{name}"></div>' not in " ".join(preview.content.decode().split()), name


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Kurz.", "Kurz."),
        ("Ein Tuch aus Leinen. Es deckt den Teig zu.", "Ein Tuch aus Leinen."),
        ("Ein Tuch, das den Teig zudeckt und das Brot", "Ein Tuch, das den …"),
    ],
)
def test_a_card_says_whole_sentences(text: str, cut: str) -> None:
    assert whole_sentences(text, 24) == cut


def test_avif_is_made_at_a_speed_at_which_visitors_can_wait(home: HomePage) -> None:
    """Seen by the bytes, not by a clock: they are those of the quick encoder, which are not those of its default."""
    drawn = Image.effect_noise((320, 240), 80).convert("RGB")
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    picture = Picture.objects.create(title="Rauschen", file=ContentFile(buffer.getvalue(), "rauschen.png"))
    with picture.get_rendition("width-320|format-avif").file.open() as file:
        made = file.read()
    with Image.open(io.BytesIO(made)) as shown:
        assert (shown.format, shown.size) == ("AVIF", (320, 240))
    assert made == as_avif(drawn, speed=8)
    assert made != as_avif(drawn, speed=6)


def as_avif(image: Image.Image, *, speed: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "AVIF", quality=settings.WAGTAILIMAGES_AVIF_QUALITY, speed=speed, max_threads=1)
    return buffer.getvalue()
