"""Where an upper floor hangs something on a lower floor's screen. Filled when the apps are ready."""

from collections.abc import Callable, ItemsView, ValuesView
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.http import HttpRequest

T = TypeVar("T")


class Registry(Generic[T]):
    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def register(self, key: str, entry: T) -> None:
        if self._entries.setdefault(key, entry) is not entry:
            raise ValueError(f"{self.name}: {key} is registered twice")

    def get(self, key: str) -> T:
        return self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def items(self) -> ItemsView[str, T]:
        return self._entries.items()

    def values(self) -> ValuesView[T]:
        return self._entries.values()


@dataclass(frozen=True)
class AccountSection:
    """A part of the customer area: `build` returns the template's context for a person, or None to hide it."""

    label: Any
    template: str
    build: Callable[[HttpRequest], dict[str, Any] | None]


@dataclass(frozen=True)
class HomePanel:
    """What waits for staff today: shown when the user has `permission`. `count` returns (number, url)."""

    label: Any
    permission: str
    count: Callable[[], tuple[int, str]]


@dataclass(frozen=True)
class ObjectLink:
    """A way from a record's screen to something of an upper floor, for those who may see it there."""

    label: Any
    text: str
    url: str
    permission: str


@dataclass(frozen=True)
class RecordPanel:
    """A part of a record's screen, for those with `permission`, while `build` finds `rows` for the template."""

    label: Any
    template: str
    permission: str
    build: Callable[[Any], dict[str, Any]]


# What the codes of the protocol mean: each app says it of its own in `words.py`.
protocol_words: Registry[Any] = Registry("protocol_words")
payment_providers: Registry[Any] = Registry("payment_providers")
account_sections: Registry[AccountSection] = Registry("account_sections")
home_panels: Registry[HomePanel] = Registry("home_panels")
customer_panels: Registry[RecordPanel] = Registry("customer_panels")
# By the beginning of a resource (`shop.product` of `shop.product:7`): what such resources are called.
resource_names: Registry[Callable[[list[str]], dict[str, str]]] = Registry("resource_names")
object_links: Registry[Callable[[Model], list[ObjectLink]]] = Registry("object_links")
# What deletes by itself whose time is up, and returns how many: called by the duty that cleans up.
retentions: Registry[Callable[[datetime], int]] = Registry("retentions")
