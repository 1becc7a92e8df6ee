"""The look: what an editor chooses becomes colours that can be read, on pages, in mails and in letters."""

import io
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from cms import logos, theme
from cms.colours import Oklch, contrast, mixed
from cms.models import Picture, ThemeSettings
from cms.selectors import site_facts
from cms.services.legal import legal_document
from cms.theme import CORNERS, GROUNDS, PAIRS, Look
from cms.typefaces import TYPEFACES
from mailing import layout
from tests.support.environment import ROOT
from tests.website.editing import FILES_OF_RENDITIONS
from tests.website.pages import a_home
from website.pages import LegalPage

pytestmark = [pytest.mark.feature("C05"), FILES_OF_RENDITIONS]

STATIC = ROOT / "static"
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
looks = st.builds(
    Look,
    colours,
    st.sampled_from(sorted(TYPEFACES)),
    st.sampled_from(sorted(CORNERS)),
    st.sampled_from(sorted(GROUNDS)),
)


def a_logo(colour: str = "#2b3fb3") -> Picture:
    buffer = io.BytesIO()
    Image.new("RGBA", (400, 100), colour).save(buffer, "PNG")
    return Picture.objects.create(
        title="Zeichen", description="Zeichen", file=ContentFile(buffer.getvalue(), "zeichen.png")
    )


def choose(**values: object) -> ThemeSettings:
    look = ThemeSettings.load()
    for name, value in values.items():
        setattr(look, name, value)
    look.full_clean()
    look.save()
    return look


@given(colours)
def test_a_colour_comes_back_from_its_lightness_chroma_and_hue(colour: str) -> None:
    assert Oklch.from_hex(colour).hex == colour


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert mixed("#ffffff", "#000000", 1) == "#ffffff"


@given(looks)
def test_whatever_the_brand_colour_everything_on_a_page_can_be_read(look: Look) -> None:
    for palette in (theme.day(look), theme.night(look)):
        found = asdict(palette)
        assert all(contrast(found[one], found[other]) >= least for (one, other), least in PAIRS.items())


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["#f2d24b", "#9bd0e8", "#8a8a8a"])
def test_a_colour_too_light_for_letters_is_refused(colour: str) -> None:
    with pytest.raises(ValidationError) as refused:
        choose(brand_colour=colour)
    assert list(refused.value.message_dict) == ["brand_colour"]


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["teal", "#12345", "#1c5560; } body { display: none"])
def test_only_a_colour_gets_into_the_style_sheet(colour: str) -> None:
    with pytest.raises(ValidationError):
        choose(brand_colour=colour)


@pytest.mark.django_db
def test_choices_become_the_style_sheet_under_its_hash(client: Client) -> None:
    before = site_facts().theme_hash
    choose(brand_colour="#2b3fb3", typefaces="studio", corners="straight", ground="white")
    facts = site_facts()
    assert facts.theme_hash != before
    answer = client.get(f"/theme-{facts.theme_hash}.css")
    css = answer.content.decode()
    for words in (
        "--accent: light-dark(#2b3fb3",
        "--ground: light-dark(#ffffff",
        "--r-card: 0px",
        '"Bricolage Grotesque"',
    ):
        assert words in css
    assert "Vollkorn" not in css
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/theme-{before}.css").status_code == 404
    assert 'fill="#2b3fb3"' in client.get(f"/theme-{facts.theme_hash}.svg").content.decode()


def test_style_sheet_without_a_theme_shows_the_look_of_the_default_theme() -> None:
    css = (STATIC / "css" / "site.css").read_text("utf-8")
    tokens = dict(re.findall(r"--([\w-]+): ([^;]+);", css.partition("@layer base {")[0]))
    for name, value in {**theme._colours(Look()), **theme._shapes(CORNERS["soft"])}.items():
        assert tokens[name] == value


def test_style_sheet_uses_only_properties_that_somebody_sets() -> None:
    css = (STATIC / "css" / "site.css").read_text("utf-8")
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= set(re.findall(r"--([\w-]+):", css))


def test_each_typeface_lies_here_with_its_licence() -> None:
    files = {face["file"] for pair in TYPEFACES.values() for face in pair.faces if "file" in face}
    assert len(files) >= 4
    for file in files:
        path = STATIC / file
        assert path.read_bytes()[:4] == b"wOF2"
        [licence] = path.parent.glob(f"{path.stem.split('-latin')[0]}-OFL.txt")
        assert "SIL OPEN FONT LICENSE" in licence.read_text("utf-8").upper()


@pytest.mark.parametrize("name", sorted(TYPEFACES))
def test_typefaces_of_a_page_stay_light(name: str) -> None:
    weight = sum((STATIC / file).stat().st_size for file in TYPEFACES[name].preload)
    assert weight <= 80 * 1024


@pytest.mark.django_db
def test_header_shows_the_logo_and_the_other_one_at_night(client: Client) -> None:
    a_home(headline="Wir.")
    choose(brand_name="Nordost", logo=a_logo(), logo_dark=a_logo("#b9c4ff"))
    html = client.get("/").content.decode()
    [image] = set(re.findall(r'<a class="brand".*?</a>', html))
    assert 'alt="Nordost"' in image
    assert 'width="176" height="44"' in image
    assert 'media="(prefers-color-scheme: dark)"' in image


@pytest.mark.django_db
def test_a_lost_logo_costs_the_logo_and_not_the_page(client: Client) -> None:
    a_home(headline="Wir.")
    logo = a_logo()
    Path(logo.file.path).unlink()
    choose(brand_name="Nordost", logo=logo)
    assert "<span>Nordost</span>" in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["the picture", "what was made of it"])
def test_a_lost_logo_stops_no_letter(lost: str) -> None:
    logo = a_logo()
    kept = logo if lost == "the picture" else logo.get_rendition(logos.FILTER_PRINT)
    Path(kept.file.path).unlink()
    look = choose(brand_name="Nordost", logo=logo)
    assert logos.for_letters(look) == ""
    page = a_home().add_child(instance=LegalPage(title="AGB", slug="agb", kind="terms"))
    assert bytes(legal_document(revision_id=page.save_revision().pk).data).startswith(b"%PDF")


@pytest.mark.django_db
def test_mails_follow_the_theme() -> None:
    look = choose(brand_name="Nordost", brand_colour="#2b3fb3", corners="straight", typefaces="studio", ground="white")
    source = "# Danke\n\n[Zur Bestellung](https://nordost.example/b/)"
    html = layout.from_markdown(source, subject="Danke", language="de").html
    by_day, by_night = theme.day(look.look), theme.night(look.look)
    assert f'bgcolor="{by_day.accent}"' in html
    assert f"background: {by_night.accent}" in html
    assert f"background:{by_day.ground}" in html
    assert "border-radius:0px" in html
    assert "Georgia" not in html
    choose(logo=a_logo())
    html = layout.from_markdown(source, subject="Danke", language="de").html
    [image] = re.findall(r"<img[^>]+>", html)
    assert 'src="http' in image
    assert 'alt="Nordost"' in image


@pytest.mark.django_db
def test_letters_carry_the_logo() -> None:
    page = a_home().add_child(
        instance=LegalPage(title="AGB", slug="agb", kind="terms", body=[("text", "<p>Satz.</p>")])
    )
    plain = PdfReader(io.BytesIO(bytes(legal_document(revision_id=page.save_revision().pk).data)))
    look = choose(brand_name="Nordost", brand_colour="#2b3fb3", logo=a_logo())
    assert logos.for_letters(look).startswith("data:image/png;base64,")
    branded = PdfReader(io.BytesIO(bytes(legal_document(revision_id=page.save_revision().pk).data)))
    assert [len(document.pages[0].images) for document in (plain, branded)] == [0, 1]
