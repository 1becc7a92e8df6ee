"""Site-wide facts for templates, remembered until something changes that visitors see. Pages as they are shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from wagtail.models import Page, Site

from cms import logos, notices, theme
from cms.generation import known
from cms.logos import Logo
from cms.menus import Link, links
from cms.models import BasePage, CompanySettings, LegalSettings, NavigationSettings, ThemeSettings
from cms.notices import Notice
from cms.phones import international
from cms.routing import is_public, public_url
from cms.theme import Look


@dataclass(frozen=True)
class FooterColumn:
    heading: str
    links: list[Link]


@dataclass(frozen=True)
class SiteFacts:
    name: str
    claim: str
    logo: Logo | None
    look: Look
    theme_hash: str
    fonts: tuple[str, ...]
    navigation: list[Link]
    footer: list[FooterColumn]
    legal: dict[str, str]
    email: str
    phone: str
    guarantee: Notice | None


def site_facts() -> SiteFacts:
    global _last  # noqa: PLW0603 -- one per process
    _last = known("site_facts", _read)
    return _last


def last_site_facts() -> SiteFacts | None:
    """For error pages: what this process knew last, and no query."""
    return _last


def cards(pages: Iterable[Page | None]) -> list[BasePage]:
    """The public ones, with all that a card or a search result shows of them: one query per kind of page."""
    public = [page for page in pages if page and is_public(page) and issubclass(page.specific_class, BasePage)]
    kinds = defaultdict(list)
    for page in public:
        kinds[page.specific_class].append(page.pk)
    found = {page.pk: page for kind, keys in kinds.items() for page in kind.for_results().filter(pk__in=keys)}
    return [found[page.pk] for page in public]


def _read() -> SiteFacts:
    company, look, legal = CompanySettings.load(), ThemeSettings.load(), LegalSettings.load()
    chosen = NavigationSettings.load()
    keys = {name: getattr(legal, f"{name}_id") for name in _LEGAL_PAGES}
    pages = Page.objects.live().in_bulk(filter(None, keys.values()))
    return SiteFacts(
        name=look.brand_name or company.legal_name or "Kontor",
        claim=look.claim,
        logo=logos.shown(look),
        look=look.look,
        theme_hash=theme.fingerprint(look.look),
        fonts=look.look.fonts.preload,
        navigation=links(chosen.menu) or _pages_in_menus(),
        footer=[FooterColumn(column.value["heading"], links(column.value["links"])) for column in chosen.footer],
        legal={name: pages[key].url or "" for name, key in keys.items() if key in pages},
        email=company.email,
        phone=international(company.phone, company.country),
        guarantee=notices.shown(legal.guarantee_notice),
    )


def _pages_in_menus() -> list[Link]:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return []
    pages = _children(site.root_page).live().in_menu()
    return [{"title": page.title, "url": url} for page in pages if (url := public_url(page))]


def _children(page: Page) -> Any:
    """By the paths that they can have: otherwise the database looks at all below, perhaps a hundred thousand titles."""
    last = Page.objects.descendant_of(page).values_list("path", flat=True).last() or ""
    number = int(last[len(page.path) :][: page.steplen] or "0", 36)
    path_of = partial(Page._get_path, page.path, page.depth + 1)  # noqa: SLF001 -- Treebeard makes them by it
    return Page.objects.filter(path__in=[path_of(n) for n in range(1, number + 1)])


_LEGAL_PAGES = ("imprint", "privacy", "terms", "withdrawal", "shipping", "accessibility")
_last: SiteFacts | None = None
