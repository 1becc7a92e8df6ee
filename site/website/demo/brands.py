"""Two houses in one shop: they differ in settings and in nothing else."""

from dataclasses import dataclass

from cms.models import ThemeSettings
from website.demo.library import picture
from website.demo.publisher import PUBLISHER


@dataclass(frozen=True)
class Brand:
    """`logo` is the name of two pictures, one for the day and one (…-nacht) for the night."""

    name: str
    claim: str
    logo: str
    colour: str
    typefaces: str
    corners: str
    ground: str


BRANDS = {
    "haselrain": Brand(PUBLISHER.brand, PUBLISHER.claim, "haselrain", "#1c5560", "book", "soft", "warm"),
    "nordost": Brand(
        "Nordost", "Papier, Brot und Wege. Aus dem Haus Haselrain", "nordost", "#2b3fb3", "studio", "straight", "white"
    ),
}


def put_on(brand: Brand) -> None:
    look = ThemeSettings.load()
    look.brand_name, look.claim = brand.name, brand.claim
    look.logo = picture(brand.logo, f"Zeichen: {brand.name}")
    look.logo_dark = picture(f"{brand.logo}-nacht", f"Zeichen auf dunklem Grund: {brand.name}")
    look.brand_colour, look.typefaces, look.corners, look.ground = (
        brand.colour, brand.typefaces, brand.corners, brand.ground,
    )  # fmt: skip
    look.full_clean()
    look.save()
