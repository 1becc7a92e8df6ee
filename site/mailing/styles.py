"""The look of a mail. Mail programs read styles only at the element, so they stand here and not in a style sheet."""

from dataclasses import dataclass
from functools import cached_property

from django.template.loader import render_to_string

from cms.theme import contrast

PAPER, CARD, INK, SOFT, LINE = "#f6f3ee", "#fffefc", "#2a2520", "#655d54", "#e3ddd4"
NIGHT, NIGHT_CARD, NIGHT_INK, NIGHT_SOFT, NIGHT_LINE = "#1b1917", "#262320", "#efebe5", "#b8b0a6", "#413c37"
SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
SERIF = "Georgia,'Times New Roman',serif"


@dataclass(frozen=True)
class Styles:
    """Colours of day stand at the elements, colours of night in the head (`templates/mail/layout.html`)."""

    brand: str
    amount: str = "padding-right:0;text-align:right;white-space:nowrap;"
    label: str = f"color:{SOFT};width:1%;white-space:nowrap;"

    @cached_property
    def night_brand(self) -> str:
        """The brand colour, lightened until text in it can be read on the night's card."""
        share = 0.0
        while contrast(mixed(self.brand, "#ffffff", share), NIGHT_CARD) < 5:
            share += 0.05
        return mixed(self.brand, "#ffffff", share)

    @cached_property
    def elements(self) -> dict[str, str]:
        title = f"color:{INK};font-family:{SERIF};line-height:1.3;font-weight:normal;"
        text = f"color:{INK};font-family:{SANS};font-size:16px;line-height:1.55;"
        return {
            "p": f"margin:0 0 16px;{text}",
            "h1": f"margin:0 0 16px;{title}font-size:26px;",
            "h2": f"margin:32px 0 12px;{title}font-size:20px;",
            "h3": f"margin:24px 0 8px;{text}font-weight:600;",
            "ul": f"margin:0 0 16px;padding:0 0 0 22px;{text}",
            "ol": f"margin:0 0 16px;padding:0 0 0 22px;{text}",
            "li": "margin:0 0 6px;",
            "a": f"color:{self.brand};text-decoration:underline;",
            "hr": f"margin:28px 0;border:0;border-top:1px solid {LINE};",
            "blockquote": f"margin:0 0 16px;padding:2px 0 1px 16px;border-left:3px solid {LINE};",
            "table": "width:100%;margin:0 0 16px;border-collapse:collapse;",
            "th": f"padding:6px 0 6px 0;border-bottom:1px solid {LINE};color:{SOFT};font-family:{SANS};"
            "font-size:14px;line-height:1.4;font-weight:normal;text-align:left;",
            "td": f"padding:9px 16px 9px 0;border-bottom:1px solid {LINE};{text}vertical-align:top;",
            "code": "font-family:Consolas,Menlo,monospace;font-size:15px;",
        }

    def button(self, label: str, url: str, *, main: bool) -> str:
        context = {"label": label, "url": url, "main": main, "brand": self.brand, "sans": SANS, "card": CARD}
        return render_to_string("mail/_button.html", context)


def mixed(colour: str, other: str, share: float) -> str:
    channels = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(min(one + (two - one) * share, 255)):02x}" for one, two in channels)
