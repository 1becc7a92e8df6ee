"""One number for all that visitors see: whatever was made under it holds until it is raised.

All processes share it through a cache. Each asks at most every `SECONDS`, so a change is seen everywhere within them.
It is no counter: when the cache has lost it, nothing that was made before comes back.
"""

import logging
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4
from weakref import WeakSet

from django.core.cache import caches
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save  # noqa: TID251 -- what Wagtail saves emits no facts

SECONDS = 0.2
# What an answer says that was made under it: browsers always ask again, a proxy may answer for a second of those who
# come at once.
PUBLIC = "public, max-age=0, s-maxage=1"
LIMIT = 5000  # answers that one process remembers
T = TypeVar("T")
_KEY = "number"
_lock = Lock()
_UNKNOWN: Any = object()
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Seen:
    number: str
    until: float
    answers: dict[Hashable, Any] = field(default_factory=dict)


_seen = _Seen("", 0)


class _Own:
    """What a transaction that has raised the number reads from then on, until its end: nobody else may have it, since
    it may be rolled back. It waits for the commit among what Django forgets with a rollback, savepoints included."""

    def __init__(self) -> None:
        self._of, self._answers = "", dict[Hashable, Any]()
        _open.add(self)

    def __call__(self) -> None:
        _renew()

    def answers(self, number: str) -> dict[Hashable, Any]:
        if number != self._of:
            self._of, self._answers = number, {}
        return self._answers


_open: WeakSet[_Own] = WeakSet()  # of transactions that go on in this process; nearly always none


def generation() -> str:
    return _look().number


def raise_generation() -> None:
    """At once, for what this transaction reads on, and for everybody when it is committed."""
    _renew()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_Own(), robust=True)


def known(key: Hashable, find: Callable[[], T]) -> T:
    """What `find` says, asked once per process and generation. All threads share the answer: nobody changes it."""
    answers = _answers()
    found: T = answers.get(key, _UNKNOWN)
    if found is not _UNKNOWN:
        return found
    if len(answers) >= LIMIT:
        answers.clear()
    return answers.setdefault(key, find())


def raise_when_changed(*shown: type[models.Model]) -> None:
    """For models whose rows visitors see: saving or deleting one, or one of their heirs, raises the generation."""

    def changed(instance: models.Model, update_fields: frozenset[str] | None = None, **_: Any) -> None:
        if isinstance(instance, shown) and concerns_visitors(update_fields):
            raise_generation()

    name = ",".join(model._meta.label for model in shown)
    post_save.connect(changed, weak=False, dispatch_uid=f"generation.saved.{name}")
    post_delete.connect(changed, weak=False, dispatch_uid=f"generation.deleted.{name}")


def concerns_visitors(update_fields: Collection[str] | None) -> bool:
    """Of a page that is saved with these: not when only a draft of it is."""
    return not update_fields or not _OF_DRAFTS.issuperset(update_fields)


# What Wagtail writes to a page when a draft is saved.
_OF_DRAFTS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "wagtail_admin_comments",
    }
)


def _answers() -> dict[Hashable, Any]:
    seen = _look()
    if _open:
        for _sids, waiting, *_ in reversed(transaction.get_connection().run_on_commit):
            if isinstance(waiting, _Own):
                return waiting.answers(seen.number)
    return seen.answers


def _look() -> _Seen:
    global _seen  # noqa: PLW0603 -- one per process
    if monotonic() < _seen.until:
        return _seen
    with _lock:
        number = _shared_number()
        answers = _seen.answers if number == _seen.number else {}
        _seen = _Seen(number, monotonic() + SECONDS, answers)
        return _seen


def _renew() -> None:
    global _seen  # noqa: PLW0603
    with _lock:
        _seen = _Seen(uuid4().hex, monotonic() + SECONDS)
        try:
            caches["generation"].set(_KEY, _seen.number, timeout=None)
        except Exception:  # no sale fails because the cache does
            logger.exception("the generation could not be raised")


def _shared_number() -> str:
    cache = caches["generation"]
    try:
        number: str | None = cache.get(_KEY)
        if number is None:
            cache.add(_KEY, uuid4().hex, timeout=None)
            number = cache.get(_KEY)
    except Exception:
        logger.exception("the generation is not known")
        number = None
    return number or uuid4().hex
