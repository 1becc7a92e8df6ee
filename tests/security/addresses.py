"""Every address that the site answers, from the resolver itself: what is not listed here cannot be reached."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("website", "automations", "shop", "billing", "payments", "mailing", "customers", "accounts", "cms", "core")
# Wagtail's screens of things that are ours: pictures, documents, logins, settings.
ABOUT_OURS = (
    "wagtailimages", "wagtailimages_chooser", "wagtaildocs", "wagtaildocs_chooser", "wagtailusers_users",
    "wagtailusers_groups", "wagtailsettings",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    route: str
    name: str
    module: str
    model: Any
    namespace: str

    @property
    def ours(self) -> bool:
        about = self.model._meta.app_label if self.model else ""
        return self.module.split(".")[0] in OURS or about in OURS or self.namespace in ABOUT_OURS

    def path(self, fill: Callable[[str, str], object]) -> str:
        """With values for its placeholders; `fill` gets the name of the address and of the placeholder."""
        named = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(fill(self.name, part[1])), _plain(self.route))
        return f"/{named}"


def _plain(route: str) -> str:
    """A regular expression as the simple route it could be; one without names gets `value`."""
    route = re.sub(r"\(\?P(<\w+>)[^()]*(?:\([^()]*\)[^()]*)*\)", r"\1", route)
    return re.sub(r"\((?!\?)[^()]*\)", "<value>", route).replace("^", "").replace("$", "")


def addresses(*, admin: bool) -> list[Address]:
    return [found for found in _walk(get_resolver(), "", ()) if found.route.startswith("admin/") == admin]


def _walk(resolver: Any, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        else:
            yield _address(pattern, route, ":".join(namespaces))


def _address(pattern: URLPattern, route: str, namespace: str) -> Address:
    view: Any = pattern.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    view_class = getattr(pattern.callback, "view_class", None)
    options = getattr(pattern.callback, "view_initkwargs", {})
    module = (view_class or view).__module__
    name = f"{namespace}:{pattern.name}" if namespace else pattern.name or route
    model = options.get("model") or getattr(view_class, "model", None)
    return Address(route, name, module, model if isinstance(model, type) else None, namespace)
