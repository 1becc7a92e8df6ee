from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.selectors import site_facts


def house(request: HttpRequest) -> dict[str, object]:
    """`house`: name, claim, theme, navigation, legal links. Lazy: a page without the frame asks for nothing."""
    return {"house": SimpleLazyObject(site_facts)}
