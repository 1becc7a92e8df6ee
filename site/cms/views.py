from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from wagtail.views import serve

from cms.routing import site_of
from cms.selectors import site_facts
from cms.theme import favicon, stylesheet


def theme(request: HttpRequest, fingerprint: str) -> HttpResponse:
    return _kept(fingerprint, stylesheet(site_facts().look, address=static), "text/css; charset=utf-8")


def icon(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The sign in the browser's tab, in the colour of the house."""
    return _kept(fingerprint, favicon(site_facts().look), "image/svg+xml")


def _kept(fingerprint: str, content: str, content_type: str) -> HttpResponse:
    """What stands under the theme's hash: a changed theme has a new address, so this one may be kept for ever."""
    if fingerprint != site_facts().theme_hash:
        raise Http404
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, which finds the site where it looks for it first."""
    request._wagtail_site = site_of(request)  # type: ignore[attr-defined]  # noqa: SLF001 -- `Site` reads it
    response: HttpResponse = serve(request, path)
    return response
