"""The basket: article numbers and quantities in a cookie of the visitor, and nowhere else.

It holds no person and no price, needs no row and no session, and pages from the cache can count it.
"""

import re
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse

from shop.models.catalogue import MOST_OF_ONE

COOKIE = "warenkorb"
DAYS = 30
MOST_ARTICLES = 40
_ENTRY = re.compile(r"([A-Z0-9][A-Z0-9-]{0,39})\.([1-9][0-9]{0,2})", re.ASCII)

Wanted = dict[str, int]  # article number: quantity, in the order in which they were put in


def read(request: HttpRequest) -> Wanted:
    """Whatever the cookie says that makes sense."""
    entries = map(_ENTRY.fullmatch, request.COOKIES.get(COOKIE, "").split("~")[:MOST_ARTICLES])
    return {entry[1]: int(entry[2]) for entry in entries if entry}


def write(response: HttpResponse, wanted: Mapping[str, int], *, secure: bool) -> None:
    """Readable for scripts: the badge counts it. An empty basket leaves no cookie."""
    if not wanted:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    value = "~".join(
        f"{number}.{min(quantity, MOST_OF_ONE)}" for number, quantity in list(wanted.items())[:MOST_ARTICLES]
    )
    response.set_cookie(COOKIE, value, max_age=DAYS * 86_400, samesite="Lax", secure=secure)


def named(numbers: Iterable[str], quantities: Iterable[str]) -> Wanted:
    """From an address or a form: numbers and quantities in the same order. A missing quantity is 1, 0 leaves it out."""
    wanted: Wanted = {}
    counts = [*quantities]
    for place, number in enumerate([*numbers][:MOST_ARTICLES]):
        entry = _ENTRY.fullmatch(f"{number}.{(counts[place] if place < len(counts) else '').strip() or '1'}")
        if entry:
            wanted[entry[1]] = wanted.get(entry[1], 0) + int(entry[2])
    return wanted
