"""The way from an address to its page. What lies on the way is remembered, the page itself is read."""

from functools import cache
from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from wagtail.models import Page, PageViewRestriction, Site, get_page_models
from wagtail.url_routing import RouteResult

from cms.generation import known


def site_of(request: HttpRequest) -> Site | None:
    """With its home page as what it is. Both are remembered, so nobody changes or shows them."""

    def find() -> Site | None:
        site: Site | None = Site._find_for_request(request)  # noqa: SLF001 -- the public one keeps it in the request
        if site is not None:
            site.root_page = site.root_page.specific
            site.root_page.is_remembered = True
        return site

    return known(("site", request.get_host(), request.get_port()), find)


class Routed:
    """Mixed into every page type."""

    # What the page type reads of the part of its address that follows `?`; addresses with more are not kept.
    query_keys: ClassVar[frozenset[str]] = frozenset()
    is_remembered = False

    @classmethod
    def for_showing(cls: Any) -> Any:
        """The pages with what they show besides their own fields."""
        return cls._default_manager.all()

    def route(self: Any, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As Wagtail does it; pages on the way are remembered, the one that is shown is read."""
        if not path_components:
            page = type(self)._default_manager.get(pk=self.pk) if self.is_remembered else self
            return super(Routed, page).route(request, path_components)  # type: ignore[misc]
        slug, *rest = path_components
        kind, pk = known(("child", self.pk, slug), lambda: _child(self, slug))
        child = known(("page", pk), lambda: _read(kind, pk)) if rest else _read(kind, pk)
        child._cached_parent_obj = self  # noqa: SLF001 -- as Wagtail does it
        return child.route(request, rest)

    def get_view_restrictions(self: Any) -> Any:
        if is_closed(self):
            return super().get_view_restrictions()  # type: ignore[misc]
        return PageViewRestriction.objects.none()


@cache
def query_keys() -> frozenset[str]:
    """What page types read of the part of an address that follows `?`."""
    return frozenset(key for model in get_page_models() for key in getattr(model, "query_keys", ()))


def _child(page: Page, slug: str) -> tuple[type[Page], int]:
    child = page.get_children().filter(slug=slug).first()
    if child is None:
        raise Http404
    return child.specific_class or Page, child.pk


def _read(kind: Any, pk: int) -> Page:
    pages = kind.for_showing() if issubclass(kind, Routed) else kind.objects
    page: Page | None = pages.filter(pk=pk).order_by().first()
    if page is None:
        raise Http404
    paths = known("site_root_paths", Site.get_site_root_paths)
    page._wagtail_cached_site_root_paths = paths  # noqa: SLF001 -- each page would read them for itself
    return page


def is_closed(page: Page) -> bool:
    """Not everybody may look at it: it, or one above it, is protected."""
    return bool(page.path.startswith(known("closed_branches", _closed_branches)))


def is_public(page: Page) -> bool:
    return bool(page.live) and not is_closed(page)


def public_url(page: Page | None) -> str:
    """Where everybody finds it; empty while it is a draft, protected or gone."""
    return page.url or "" if page and is_public(page) else ""


def _closed_branches() -> tuple[str, ...]:
    """Paths of what is protected. The restrictions of an alias are those of the page it stands for."""
    closed = set(PageViewRestriction.objects.values_list("page__path", flat=True))
    while aliases := set(Page.objects.filter(alias_of__path__in=closed).values_list("path", flat=True)) - closed:
        closed |= aliases
    return tuple(closed)
