"""The ways through the demo site."""

from cms.models import NavigationSettings
from website.demo.streams import page_of

MENU = ("hefte", "seminare", "magazin", "ueber-uns")
FOOTER = {
    "Laden": ("hefte", "winterkiste", "zahlung-und-versand", "fragen"),
    "Haus": ("ueber-uns", "haus", "menschen", "seminare", "haus-anfragen", "anreise"),
    "Verlag": ("magazin", "manuskripte", "buchhandel", "presse", "nachhaltigkeit", "kontakt"),
}


def load_menus() -> None:
    menus = NavigationSettings.load()
    if menus.menu:
        return
    menus.menu = [_link(slug) for slug in MENU]
    menus.footer = [
        ("column", {"heading": heading, "links": [_link(slug) for slug in slugs]}) for heading, slugs in FOOTER.items()
    ]
    menus.save()


def _link(slug: str) -> tuple[str, dict[str, object]]:
    return "page", {"page": page_of(slug)}
