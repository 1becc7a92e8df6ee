"""Draw the covers: `python -m website.demo.covers` writes each book's `cover.jpg` anew.

One house, one grid: author and title on the ground colour, one drawing of plain shapes, the house at the foot.
"""

from collections.abc import Callable, Iterable
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from website.demo.books import BOOKS, Book, load_books
from website.demo.publisher import PUBLISHER

WIDTH, HEIGHT = 1600, 2400
SHARP = 2  # drawn larger and scaled down: Pillow's shapes have no smooth edges of their own
MARGIN = 130
FONTS = Path(__file__).parent / "fonts"
PAPER = "#f6efe3"

Point = tuple[float, float]


class Canvas:
    """A cover in its own units; colours are hex strings."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SHARP, HEIGHT * SHARP), ground)
        self.draw = ImageDraw.Draw(self.image)

    def shape(self, points: Iterable[Point], fill: str) -> None:
        self.draw.polygon([(x * SHARP, y * SHARP) for x, y in points], fill=fill)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        self.shape(ellipse(centre, radius, radius), fill)

    def line(self, points: Iterable[Point], fill: str, width: float) -> None:
        scaled = [(x * SHARP, y * SHARP) for x, y in points]
        self.draw.line(scaled, fill=fill, width=round(width * SHARP), joint="curve")

    def text(self, at: Point, text: str, font: str, size: float, *, anchor: str = "ls") -> None:
        face = ImageFont.truetype(FONTS / f"{font}.woff2", round(size * SHARP))
        self.draw.text((at[0] * SHARP, at[1] * SHARP), text, font=face, fill=PAPER, anchor=anchor)

    def save(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(path, quality=88, optimize=True, progressive=True)


def ellipse(centre: Point, width: float, height: float, start: float = 0, end: float = 2 * pi) -> list[Point]:
    steps = [start + (end - start) * step / 180 for step in range(181)]
    return [(centre[0] + width * cos(angle), centre[1] + height * sin(angle)) for angle in steps]


def rounded(centre: Point, width: float, height: float, radius: float) -> list[Point]:
    """A rectangle of twice `width` by twice `height` with round corners."""
    corners = ((1, 1, 0.0), (-1, 1, pi / 2), (-1, -1, pi), (1, -1, 3 * pi / 2))
    outline = []
    for across, down, start in corners:
        at = (centre[0] + across * (width - radius), centre[1] + down * (height - radius))
        outline += ellipse(at, radius, radius, start, start + pi / 2)
    return outline


def leaf(root: Point, angle: float, length: float, width: float) -> list[Point]:
    """A lens from the root outwards, as a knife cuts it."""
    steps = [step / 40 for step in range(41)]
    edge = [(length * t, width * sin(pi * t)) for t in steps] + [
        (length * t, -width * sin(pi * t)) for t in reversed(steps)
    ]
    return [turn((root[0] + x, root[1] + y), root, angle) for x, y in edge]


def turn(point: Point, centre: Point, angle: float) -> Point:
    x, y = point[0] - centre[0], point[1] - centre[1]
    return centre[0] + x * cos(angle) - y * sin(angle), centre[1] + x * sin(angle) + y * cos(angle)


def draw_loaf(canvas: Canvas) -> None:
    """A round loaf from above, with the rings of its basket and the cut of an ear."""
    centre = (WIDTH / 2, 1545.0)
    canvas.disc((centre[0], centre[1] + 30), 606, "#842f15")
    canvas.disc(centre, 600, "#c9803f")
    canvas.disc(centre, 566, "#d9975a")
    for ring in range(7):
        radius = 520 - ring * 70
        canvas.disc(centre, radius, "#efd2a4")
        canvas.disc(centre, radius - 17, "#d9975a")
    canvas.shape(leaf((centre[0], centre[1] + 470), -pi / 2, 940, 20), "#7d2c14")
    for step in range(5):
        root = (centre[0], centre[1] + 330 - step * 150)
        for side in (-1, 1):
            canvas.shape(leaf((root[0] + side * 34, root[1]), -pi / 2 + side * 0.72, 270 - step * 14, 30), "#7d2c14")


def draw_circle_of_chairs(canvas: Canvas) -> None:
    """Twelve chairs in a ring from above, one of them turned up in colour: somebody leads."""
    centre = (WIDTH / 2, 1545.0)
    canvas.disc(centre, 640, "#28595b")
    canvas.disc(centre, 330, "#1d4649")
    for seat in range(12):
        angle = -pi / 2 + seat * pi / 6
        colour, back = ("#e2a13c", "#c4822a") if seat == 4 else (PAPER, "#c9c9b4")
        _chair(canvas, centre, angle, colour, back)
    canvas.disc(centre, 46, "#e2a13c")
    canvas.disc(centre, 22, "#1d4649")


def _chair(canvas: Canvas, centre: Point, angle: float, colour: str, back: str) -> None:
    seat = (centre[0] + 478, centre[1])
    canvas.shape((turn(point, centre, angle) for point in rounded(seat, 78, 82, 34)), colour)
    rest = (seat[0] + 104, seat[1])
    canvas.shape((turn(point, centre, angle) for point in rounded(rest, 14, 86, 14)), back)


def draw_hills(canvas: Canvas) -> None:
    """Moraines in rows, a lake between them, a low sun and a wedge of cranes."""
    canvas.disc((1130, 1330), 190, "#f0b75a")
    _cranes(canvas, (560, 1240))
    rows = (
        (1450, 46, 1.1, 0.3, "#7f9a93"),
        (1590, 64, 1.5, 2.1, "#5f8077"),
        (1760, 70, 1.2, 4.0, "#47695a"),
        (1980, 84, 1.0, 1.2, "#35543f"),
    )
    for top, swing, waves, shift, colour in rows:
        canvas.shape(_ridge(top, swing, waves, shift), colour)
        if top == 1760:
            canvas.shape(ellipse((520, 1925), 400, 46), "#cfdcd6")
            canvas.shape(ellipse((470, 1935), 250, 12), "#e8ecdf")
    _path(canvas)


def _ridge(top: float, swing: float, waves: float, shift: float) -> list[Point]:
    def height(x: float) -> float:
        turned = 2 * pi * waves * x / WIDTH + shift
        return top + swing * sin(turned) + swing * 0.35 * sin(2.3 * turned + 1)

    return [(0, HEIGHT), *((x, height(x)) for x in range(0, WIDTH + 1, 8)), (WIDTH, HEIGHT)]


def _path(canvas: Canvas) -> None:
    middle = [
        (1010 + 170 * sin(3.4 * t + 0.4) * (1 - t * 0.2) - 300 * t * t, 1930 + 480 * t)
        for t in (s / 60 for s in range(61))
    ]
    widths = [3 + 66 * (step / 60) ** 1.5 for step in range(61)]
    left = [(x - w, y) for (x, y), w in zip(middle, widths, strict=True)]
    right = [(x + w, y) for (x, y), w in zip(middle, widths, strict=True)]
    canvas.shape(left + right[::-1], "#d9c79c")


def _cranes(canvas: Canvas, head: Point) -> None:
    for place in range(-5, 6):
        back = abs(place) * 62.0
        x, y = head[0] - back, head[1] + place * 24 + back * 0.1
        canvas.line([(x - 26, y - 14), (x, y), (x + 24, y - 16)], PAPER, 5)


DRAWINGS: dict[str, tuple[str, list[str], Callable[[Canvas], None]]] = {
    "brot-braucht-zeit": ("#a34424", ["Brot", "braucht Zeit"], draw_loaf),
    "der-gute-tag": ("#173b3e", ["Der", "gute Tag"], draw_circle_of_chairs),
    "weit-und-leise": ("#33566b", ["Weit", "und leise"], draw_hills),
}


def draw_cover(book: Book) -> None:
    ground, lines, picture = DRAWINGS[book.slug]
    canvas = Canvas(ground)
    picture(canvas)
    canvas.text((MARGIN, 215), book.author, "eb-garamond-latin-400-normal", 66)
    for row, line in enumerate(lines):
        canvas.text((MARGIN - 8, 450 + row * 220), line, "fraunces-latin-500-normal", 230)
    canvas.text((MARGIN, 825), book.subtitle, "fraunces-latin-400-italic", 66)
    canvas.text((MARGIN, HEIGHT - 140), PUBLISHER.brand, "fraunces-latin-500-normal", 58)
    canvas.text((WIDTH - MARGIN, HEIGHT - 140), f"Heft {book.volume}", "eb-garamond-latin-400-normal", 54, anchor="rs")
    canvas.save(BOOKS / book.slug / "cover.jpg")


if __name__ == "__main__":
    for each in load_books():
        draw_cover(each)
