"""For search engines: which pages there are, and where they need not look."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

NOT_FOR_MACHINES = ("admin", "kasse", "bestellung", "zahlen", "zahlung", "download", "datei", "konto", "suche")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    closed = "\n".join(f"Disallow: /{name}/" for name in NOT_FOR_MACHINES)
    text = f"User-agent: *\n{closed}\n\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def site_map(request: HttpRequest) -> HttpResponse:
    return sitemap(request)
