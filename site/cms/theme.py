"""The theme: what the settings say, worked out as custom properties and delivered as a file named after its hash.

Every colour is reckoned here and not in the style sheet, so that what is checked on saving is what visitors see.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.colours import Oklch, contrast, is_hex, mixed
from cms.typefaces import TYPEFACES, Face, Typefaces

BRAND = "#1c5560"
READABLE, VISIBLE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
WHITE = "#ffffff"
_TEXT = ("ink", "soft", "accent", "accent_deep")
PAIRS = {
    **{(text, ground): READABLE for text in _TEXT for ground in ("ground", "surface", "tint")},
    **{(text, ground): READABLE for text in ("good", "warn", "bad") for ground in ("ground", "surface")},
    **{("on_accent", accent): READABLE for accent in ("accent", "accent_deep")},
    **{("edge", ground): VISIBLE for ground in ("ground", "surface")},
}


@dataclass(frozen=True)
class Ground:
    """What the page stands on: a hue in all greys, and how light the lightest of them is."""

    label: Promise
    hue: float
    chroma: float = 1.0
    lightness: float = 0.982


@dataclass(frozen=True)
class Corners:
    label: Promise
    field: str
    card: str
    pill: str


GROUNDS = {
    "warm": Ground(_("warm, like paper"), hue=80),
    "cool": Ground(_("cool, like slate"), hue=250),
    "white": Ground(_("white"), hue=0, chroma=0, lightness=1),
}
CORNERS = {
    "soft": Corners(_("soft"), field="8px", card="12px", pill="99px"),
    "straight": Corners(_("straight"), field="0px", card="0px", pill="0px"),
}


@dataclass(frozen=True)
class Look:
    """What the settings say, by the keys of their choices."""

    brand: str = BRAND
    typefaces: str = "book"
    corners: str = "soft"
    ground: str = "warm"

    @property
    def fonts(self) -> Typefaces:
        return TYPEFACES[self.typefaces]


@dataclass(frozen=True)
class Palette:
    """The colours of day or of night as #rrggbb; the names are those of the custom properties."""

    ground: str
    surface: str
    tint: str
    ink: str
    soft: str
    line: str
    edge: str
    accent: str
    accent_deep: str
    on_accent: str
    good: str
    warn: str
    bad: str


@cache
def day(look: Look) -> Palette:
    grey = _greys(look.ground)
    ground = grey(GROUNDS[look.ground].lightness, 0.006)
    surface = WHITE if look.ground == "white" else grey(0.998, 0.002)
    brand = Oklch.from_hex(look.brand)
    tint = mixed(Oklch(0.945, min(brand.chroma, 0.019), brand.hue).hex, ground, 0.6)
    on_accent = grey(0.99, 0.003)
    accent = _darkened(brand, (ground, surface, tint, on_accent))
    return Palette(
        ground=ground,
        surface=surface,
        tint=tint,
        ink=grey(0.25, 0.014),
        soft=grey(0.46, 0.014),
        line=grey(0.89, 0.01),
        edge=grey(0.6, 0.013),
        accent=accent.hex,
        accent_deep=Oklch(accent.lightness - 0.07, accent.chroma, accent.hue).hex,
        on_accent=on_accent,
        good=Oklch(0.44, 0.1, 150).hex,
        warn=Oklch(0.47, 0.1, 65).hex,
        bad=Oklch(0.47, 0.17, 27).hex,
    )


@cache
def night(look: Look) -> Palette:
    grey = _greys(look.ground)
    ground = grey(0.2, 0.008)
    brand = Oklch.from_hex(look.brand)
    return Palette(
        ground=ground,
        surface=grey(0.245, 0.009),
        tint=mixed(Oklch(0.32, min(brand.chroma, 0.04), brand.hue).hex, grey(0.22, 0.008), 0.5),
        ink=grey(0.93, 0.01),
        soft=grey(0.76, 0.012),
        line=grey(0.35, 0.01),
        edge=grey(0.6, 0.013),
        accent=Oklch(max(brand.lightness, 0.82), min(brand.chroma, 0.1), brand.hue).hex,
        accent_deep=Oklch(max(brand.lightness, 0.89), min(brand.chroma, 0.08), brand.hue).hex,
        on_accent=grey(0.2, 0.02),
        good=Oklch(0.83, 0.12, 150).hex,
        warn=Oklch(0.85, 0.11, 80).hex,
        bad=Oklch(0.78, 0.13, 25).hex,
    )


def weak_pairs(look: Look) -> list[str]:
    """Colours that would stand on each other and could not be told apart well enough."""
    by_day = asdict(day(look))
    # As it stands in letters and mails, whatever the pages make of it.
    itself = _weak({**by_day, "brand": look.brand, "paper": WHITE}, {("brand", "paper"): READABLE})
    return itself + _weak(by_day, PAIRS) + _weak(asdict(night(look)), PAIRS)


def _weak(colours: dict[str, str], pairs: dict[tuple[str, str], float]) -> list[str]:
    return [
        f"{name} {colours[name]}, {ground} {colours[ground]}"
        for (name, ground), least in pairs.items()
        if contrast(colours[name], colours[ground]) < least
    ]


def validate_brand(value: str) -> None:
    if not is_hex(value):
        raise ValidationError(_("Write the colour as # and six digits, such as #1c5560."))


def stylesheet(look: Look, *, address: Callable[[str], str] = str) -> str:
    """`address` tells where a font file lies."""
    faces = "".join(_font_face(face, address) for face in look.fonts.faces)
    properties = {**_colours(look), **_shapes(CORNERS[look.corners]), **look.fonts.properties}
    lines = "".join(f"--{name}: {value}; " for name, value in properties.items())
    return f"{faces}@layer theme {{ :root {{ {lines}}} }}\n"


def favicon(look: Look) -> str:
    """Our mark on the brand colour, as static/img/favicon.svg has it."""
    radius = "7" if look.corners == "soft" else "0"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="{radius}" fill="{look.brand}"/>'
        f'<path d="M10 6h12v20l-6-5-6 5z" fill="{WHITE}"/></svg>'
    )


def fingerprint(look: Look) -> str:
    """Of all that the theme says; where the fonts lie is known only once static files are collected."""
    return hashlib.sha256(f"{stylesheet(look)}{favicon(look)}".encode()).hexdigest()[:12]


def _colours(look: Look) -> dict[str, str]:
    by_night = asdict(night(look))
    return {
        name.replace("_", "-"): f"light-dark({colour}, {by_night[name]})" for name, colour in asdict(day(look)).items()
    }


def _shapes(corners: Corners) -> dict[str, str]:
    return {"r-field": corners.field, "r-card": corners.card, "r-pill": corners.pill}


def _font_face(face: Face, address: Callable[[str], str]) -> str:
    lines = "".join(f"{name}: {value}; " for name, value in face.items() if name != "file")
    source = f'src: url("{address(face["file"])}") format("woff2"); ' if "file" in face else ""
    return f"@font-face {{ {lines}{source}}}\n"


def _greys(name: str) -> Callable[[float, float], str]:
    ground = GROUNDS[name]
    return lambda lightness, chroma: Oklch(lightness, chroma * ground.chroma, ground.hue).hex


def _darkened(colour: Oklch, grounds: tuple[str, ...]) -> Oklch:
    """The colour, or the lightest one of its hue that can be read on all of these."""
    while any(contrast(colour.hex, ground) < READABLE for ground in grounds) and colour.lightness > 0:
        colour = Oklch(colour.lightness - 0.01, colour.chroma, colour.hue)
    return colour
