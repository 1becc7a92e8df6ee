"""The typefaces to choose from: pairs of one for titles and one for text, all under the Open Font Licence.

The fallbacks take the same room as the fonts they stand in for, so that nothing jumps when those arrive. A font that is
replaced gets a new name: style sheets of themes are kept for ever.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What comes in the first file; the rest is fetched only when a page needs it.
LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2212"
LATIN_EXT = "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1E9F, U+1EF2-1EFF"

Face = dict[str, str]


def _file(family: str, file: str, weights: str, **more: str) -> Face:
    return {"font-family": f'"{family}"', "font-weight": weights, "font-display": "swap", "file": file, **more}


def _fallback(family: str, local: tuple[str, ...], size: float, ascent: float, descent: float) -> Face:
    return {
        "font-family": f'"{family}"',
        "src": ", ".join(f'local("{name}")' for name in local),
        "size-adjust": f"{size}%",
        "ascent-override": f"{ascent}%",
        "descent-override": f"{descent}%",
    }


_ARIAL, _TIMES = ("Arial", "Liberation Sans"), ("Times New Roman", "Liberation Serif")
_VOLLKORN = _file("Vollkorn", "fonts/vollkorn-latin.woff2", "400 600")
_BRICOLAGE = _file("Bricolage Grotesque", "fonts/bricolage-grotesque-latin.woff2", "500 700")
_INSTRUMENT = _file("Instrument Sans", "fonts/instrument-sans-latin.woff2", "400 700", **{"unicode-range": LATIN})
_INSTRUMENT_EXT = _file(
    "Instrument Sans", "fonts/instrument-sans-latin-ext.woff2", "400 700", **{"unicode-range": LATIN_EXT}
)
_TEXT = (_INSTRUMENT, _INSTRUMENT_EXT, _fallback("Sans fallback", _ARIAL, 102.2, 94.9, 24.5))
_TEXT_STACK = '"Instrument Sans", "Sans fallback", system-ui, sans-serif'


@dataclass(frozen=True)
class Typefaces:
    """`preload` are the files that every page needs at once."""

    label: Promise
    title: str
    text: str
    spacing: str
    faces: tuple[Face, ...] = ()
    preload: tuple[str, ...] = ()

    @property
    def properties(self) -> dict[str, str]:
        return {"title-font": self.title, "text-font": self.text, "title-spacing": self.spacing}


TYPEFACES = {
    "book": Typefaces(
        _("Bookish: Vollkorn for titles, Instrument Sans for text"),
        title='"Vollkorn", "Serif fallback", Georgia, serif',
        text=_TEXT_STACK,
        spacing="-.005em",
        faces=(_VOLLKORN, _fallback("Serif fallback", _TIMES, 111.9, 85.1, 39.4), *_TEXT),
        preload=(_INSTRUMENT["file"], _VOLLKORN["file"]),
    ),
    "studio": Typefaces(
        _("Plain: Bricolage Grotesque for titles, Instrument Sans for text"),
        title='"Bricolage Grotesque", "Title fallback", system-ui, sans-serif',
        text=_TEXT_STACK,
        spacing="-.022em",
        faces=(_BRICOLAGE, _fallback("Title fallback", _ARIAL, 102.5, 90.7, 26.3), *_TEXT),
        preload=(_INSTRUMENT["file"], _BRICOLAGE["file"]),
    ),
    "system": Typefaces(
        _("Without loading: the typefaces of the visitor's device"),
        title='"Iowan Old Style", "Palatino Linotype", "URW Palladio L", P052, Georgia, serif',
        text="system-ui, sans-serif",
        spacing="-.005em",
    ),
}
