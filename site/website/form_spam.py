"""What speaks for a machine. It is kept all the same and marked: nothing that a person has written is lost."""

import re
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core import clock

MOST_LINKS = 2
FASTEST_PERSON = 2  # seconds
_LINK = re.compile(r"https?://|www\.[\w-]+\.\w|\[url|<a\s", re.IGNORECASE)
WORDS: dict[str, Any] = {
    "trap": _("a field was filled in that nobody sees"),
    "quick": _("sent faster than a person can type"),
    "stamp": _("not sent from a page of ours"),
    "machine": _("not sent by a browser"),
    "links": _("many links"),
    "staff": _("marked by staff"),
}


def stamp(form_id: int | None) -> str:
    """When the page was made. It may come from a cache and then be old: it says at least how long somebody took."""
    return Signer(salt="website.form").sign(f"{form_id}.{int(clock.now().timestamp())}")


def suspicions(request: HttpRequest, form: Any) -> list[str]:
    """Codes of what is suspicious about a valid form."""
    data = form.cleaned_data
    found = {
        "trap": bool(data["website"]),
        "stamp": (age := _age(data["stamp"], form.definition.pk)) is None,
        "quick": age is not None and age < FASTEST_PERSON,
        "machine": not {"Sec-Fetch-Site", "Origin"} & set(request.headers),
        "links": len(_LINK.findall(" ".join(map(str, data.values())))) > MOST_LINKS,
    }
    return [code for code, is_so in found.items() if is_so]


def without_links(text: str) -> str:
    """So that nobody uses our mail to send somebody else a link."""
    return re.sub(r"(https?://|www\.)\S+", "[…]", text, flags=re.IGNORECASE)


def _age(signed: str, form_id: int) -> float | None:
    """Seconds; None when it is not of our making, or another form's."""
    try:
        told, made = Signer(salt="website.form").unsign(signed).split(".")
    except (BadSignature, ValueError):
        return None
    return clock.now().timestamp() - int(made) if told == str(form_id) else None
