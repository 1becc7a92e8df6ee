"""The look of a mail. Mail programs read styles only at the element, so they stand here and not in a style sheet."""

from dataclasses import dataclass
from functools import cached_property

from django.template.loader import render_to_string

from cms import theme
from cms.theme import CORNERS, Corners, Look, Palette

SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
SERIF = "Georgia,'Times New Roman',serif"


@dataclass(frozen=True)
class Styles:
    """Colours of day stand at the elements, colours of night in the head (`templates/mail/layout.html`)."""

    look: Look
    sans: str = SANS
    amount: str = "padding-right:0;text-align:right;white-space:nowrap;"

    @property
    def day(self) -> Palette:
        return theme.day(self.look)

    @property
    def night(self) -> Palette:
        return theme.night(self.look)

    @property
    def corners(self) -> Corners:
        return CORNERS[self.look.corners]

    @property
    def titles(self) -> str:
        """The site's own fonts do not travel with a mail; what does, is whether titles have serifs."""
        return SANS if self.look.typefaces == "studio" else SERIF

    @property
    def label(self) -> str:
        return f"color:{self.day.soft};width:1%;white-space:nowrap;"

    @cached_property
    def elements(self) -> dict[str, str]:
        day = self.day
        title = f"color:{day.ink};font-family:{self.titles};line-height:1.3;font-weight:normal;"
        text = f"color:{day.ink};font-family:{SANS};font-size:16px;line-height:1.55;"
        return {
            "p": f"margin:0 0 16px;{text}",
            "h1": f"margin:0 0 16px;{title}font-size:26px;",
            "h2": f"margin:32px 0 12px;{title}font-size:20px;",
            "h3": f"margin:24px 0 8px;{text}font-weight:600;",
            "ul": f"margin:0 0 16px;padding:0 0 0 22px;{text}",
            "ol": f"margin:0 0 16px;padding:0 0 0 22px;{text}",
            "li": "margin:0 0 6px;",
            "a": f"color:{day.accent};text-decoration:underline;",
            "hr": f"margin:28px 0;border:0;border-top:1px solid {day.line};",
            "blockquote": f"margin:0 0 16px;padding:2px 0 1px 16px;border-left:3px solid {day.line};",
            "table": "width:100%;margin:0 0 16px;border-collapse:collapse;",
            "th": f"padding:6px 0 6px 0;border-bottom:1px solid {day.line};color:{day.soft};font-family:{SANS};"
            "font-size:14px;line-height:1.4;font-weight:normal;text-align:left;",
            "td": f"padding:9px 16px 9px 0;border-bottom:1px solid {day.line};{text}vertical-align:top;",
            "code": "font-family:Consolas,Menlo,monospace;font-size:15px;",
        }

    def button(self, label: str, url: str, *, main: bool) -> str:
        return render_to_string("mail/_button.html", {"label": label, "url": url, "main": main, "style": self})
