"""Colours as numbers: OKLCH, in which a palette is thought, and sRGB, in which it is shown and WCAG measures it."""

import re
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Self

_TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LMS_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LAB_TO_LMS = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Oklch:
    """Lightness 0 to 1, chroma from 0 (grey), hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def from_hex(cls, colour: str) -> Self:
        return cls.from_lab(*_lab(colour))

    @classmethod
    def from_lab(cls, lightness: float, a: float, b: float) -> Self:
        return cls(lightness, hypot(a, b), degrees(atan2(b, a)) % 360)

    @property
    def hex(self) -> str:
        """The nearest colour that a screen can show: as much chroma as there is room for."""
        chroma = self.chroma
        while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in self._linear(chroma)):
            chroma -= 0.002
        return "#" + "".join(f"{round(255 * _encoded(channel)):02x}" for channel in self._linear(max(chroma, 0)))

    def _linear(self, chroma: float) -> Triple:
        angle = radians(self.hue)
        roots = _product(_LAB_TO_LMS, (self.lightness, chroma * cos(angle), chroma * sin(angle)))
        return _product(_FROM_LMS, (roots[0] ** 3, roots[1] ** 3, roots[2] ** 3))


def is_hex(value: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the first colour, the rest of the other, as `color-mix(in oklab, …)` does."""
    lightness, a, b = (x * share + y * (1 - share) for x, y in zip(_lab(one), _lab(other), strict=True))
    return Oklch.from_lab(lightness, a, b).hex


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 measures it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> Triple:
    """Red, green and blue as light, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _lab(colour: str) -> Triple:
    long, middle, short = _product(_TO_LMS, _channels(colour))
    return _product(_LMS_TO_LAB, (long ** (1 / 3), middle ** (1 / 3), short ** (1 / 3)))


def _product(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _encoded(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return light * 12.92 if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)
