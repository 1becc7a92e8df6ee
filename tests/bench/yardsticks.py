"""The addresses of the measured site: the real ones, and two views beside which a page has to stand."""

from functools import cache

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.urls import path

from config.urls import handler400, handler403, handler404, handler429, handler500
from config.urls import urlpatterns as real_ones

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

STATIC = "x" * 20 * 1024
ROW = """{% for row in rows %}<article class="card">
  <h2><a href="/p/{{ row.codename }}/">{{ row.name }}</a></h2>
  <p class="meta">{{ row.codename }} · {{ row.pk }} · {{ row.content_type_id }}</p>
  <p>PADDING</p>
</article>{% endfor %}""".replace("PADDING", "Ein Satz, der nichts kostet als seine Länge. " * 11)


def static(request: HttpRequest) -> HttpResponse:
    return HttpResponse(STATIC)


def one_select(request: HttpRequest) -> HttpResponse:
    """20 rows and 14 kB."""
    return HttpResponse(
        _template().render(
            Context({"rows": Permission.objects.order_by("pk").only("pk", "name", "codename", "content_type_id")[:20]})
        )
    )


@cache
def _template() -> Template:
    return Engine.get_default().from_string(ROW)


urlpatterns = [path("_bench/static/", static), path("_bench/select/", one_select), *real_ones]
