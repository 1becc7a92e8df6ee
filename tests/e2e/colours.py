"""A picture on which one sees where it was cut."""

import io
import math

from PIL import Image, ImageColor
from playwright.sync_api import Page


def three_colours() -> bytes:
    drawing, buffer = Image.new("RGB", (900, 200), "red"), io.BytesIO()
    for place, colour in enumerate(("red", "green", "blue")):
        drawing.paste(colour, (place * 300, 0, place * 300 + 300, 200))
    drawing.save(buffer, "PNG")
    return buffer.getvalue()


def shown_colour(page: Page) -> str:
    """In the middle of the picture at the top, as it comes over the wire."""
    source = page.locator("header img.shot").get_attribute("src") or ""
    picture = Image.open(io.BytesIO(page.request.get(source).body())).convert("RGB")
    x, y = picture.width // 2, picture.height // 2
    middle = picture.crop((x, y, x + 1, y + 1)).tobytes()
    distances = {name: math.dist(ImageColor.getrgb(name), middle) for name in ("red", "green", "blue")}
    return min(distances, key=distances.__getitem__)
