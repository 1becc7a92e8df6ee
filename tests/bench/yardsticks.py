"""The addresses of the measured site: the real ones, and two views beside which a page has to stand."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.urls import path
from wagtail.models import Page

from config.urls import handler400, handler403, handler404, handler429, handler500
from config.urls import urlpatterns as real_ones

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

STATIC = "x" * 20 * 1024
COLUMNS = ("title", "slug", "url_path", "first_published_at", "path", "depth", "live", "search_description")
# 20 rows are 14 kB, as much as a list in a shop.
ROWS = """{% for row in rows %}<article class="card">
  <h2><a href="{{ row.url_path }}">{{ row.title }}</a></h2>
  <p class="meta">{{ row.slug }} · {{ row.pk }} · {{ row.first_published_at|date:"j. F Y" }}</p>
  <p>FILLING</p>
</article>{% endfor %}""".replace("FILLING", "Ein Satz, der nichts kostet als seine Länge. " * 11)


def static(request: HttpRequest) -> HttpResponse:
    return HttpResponse(STATIC)


def one_select(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_template().render(Context({"rows": Page.objects.order_by("pk").only(*COLUMNS)[:20]})))


@cache
def _template() -> Template:
    return Engine.get_default().from_string(ROWS)


urlpatterns = [path("_bench/static/", static), path("_bench/select/", one_select), *real_ones]
