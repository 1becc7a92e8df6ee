from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.selectors import site_facts


def site(request: HttpRequest) -> dict[str, object]:
    """`site`: name, claim, theme, legal links. Lazy: a page without the frame asks for nothing."""
    return {"site": SimpleLazyObject(site_facts)}
