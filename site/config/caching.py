"""Pages that editors made are the same for everybody: each process keeps them until the generation is raised.

Who asks again gets them without a query, a template or a session. What a proxy in front of us may do with them is
said here, too.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from operator import itemgetter
from threading import Lock
from time import monotonic, time
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, has_vary_header
from django.utils.translation import get_language

from cms import generation
from cms.routing import query_keys

KEPT_SECONDS = 300  # for what changes by the clock alone
LARGEST = 512 * 1024
# Where a visitor comes from changes nothing on the page.
TRACKING = frozenset(
    "fbclid gclid gbraid wbraid dclid msclkid ttclid twclid li_fat_id igshid mc_cid mc_eid yclid _gl ref".split()
)
LONGEST_QUERY = 300


class Key(NamedTuple):
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    language: str | None


@dataclass(frozen=True)
class Kept:
    status: int
    headers: dict[str, str]
    body: bytes
    until: float

    def response(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(self.body, status=self.status, headers=self.headers)
        if self.status != HTTPStatus.OK:
            return response
        # Another answer than ours only when the reader has the page already.
        return get_conditional_response(request, etag=self.headers["ETag"], response=response) or response


class Shelf:
    """What was asked for last, up to so many bytes, of one generation."""

    def __init__(self, capacity: int) -> None:
        self._capacity, self._used, self._of = capacity, 0, ""
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, number: str) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key) if number == self._of else None
            if kept is None or kept.until <= monotonic():
                return None
            self._kept.move_to_end(key)
            return kept

    def put(self, key: Key, kept: Kept, number: str) -> None:
        with self._lock:
            if number != self._of:
                self._kept.clear()
                self._used, self._of = 0, number
            self._drop(self._kept.pop(key, None))
            self._kept[key] = kept
            self._used += len(kept.body)
            while self._used > self._capacity:
                self._drop(self._kept.popitem(last=False)[1])

    def _drop(self, kept: Kept | None) -> None:
        self._used -= len(kept.body) if kept else 0


class PublicPages:
    """In front of sessions and everything else that costs. Knows nobody: with a session the page is made anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._pages = Shelf(16 * 1024 * 1024)
        self._absent = Shelf(1024 * 1024)  # addresses that programs try out; they push no page off its shelf

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, key = generation.generation(), key_of(request)
        kept = key and (self._pages.get(key, number) or self._absent.get(key, number))
        response = kept.response(request) if kept else self._made(request, key, number)
        if response.headers.get("Cache-Control") == generation.PUBLIC:
            response.headers["X-Accel-Expires"] = f"@{_end_of_second()}"
        elif "Cache-Control" not in response.headers and _is_somebodys(response):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def _made(self, request: HttpRequest, key: Key | None, number: str) -> HttpResponse:
        response = self.get_response(request)
        if _is_page(request) and _is_public(response):
            response.headers["Cache-Control"] = generation.PUBLIC
            response.headers["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
            if key is not None and request.method == "GET" and len(response.content) <= LARGEST:
                kept = _kept(response)
                self._pages.put(key, kept, number)
                return kept.response(request)
        elif key is not None and _is_nothing(request) and _is_absent(request, response):
            self._absent.put(key, _kept(response, seconds=30), number)
        return response


def key_of(request: HttpRequest) -> Key | None:
    """What the page depends on. None: it may depend on more."""
    is_preview = hasattr(request, "is_dummy")
    if request.method not in {"GET", "HEAD"} or is_preview or _is_personal(request):
        return None
    query = _query(request.META.get("QUERY_STRING", ""))
    if query is None:
        return None
    return Key(request.get_host(), request.path_info, query, get_language())


def _query(text: str) -> tuple[tuple[str, str], ...] | None:
    if not text:
        return ()
    if len(text) > LONGEST_QUERY:
        return None
    pairs = [(name, value) for name, value in parse_qsl(text, keep_blank_values=True) if not _is_tracking(name)]
    # The order of names means nothing; of one name that stands there twice, the last counts.
    return tuple(sorted(pairs, key=itemgetter(0))) if query_keys().issuperset(name for name, _ in pairs) else None


def _is_tracking(name: str) -> bool:
    return name in TRACKING or name.startswith("utm_")


def _is_personal(request: HttpRequest) -> bool:
    """Somebody who is logged in, or whom the site has something to tell."""
    if "HTTP_COOKIE" not in request.META:
        return False
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


def _is_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "wagtail_serve" and request.method in {"GET", "HEAD"}


def _is_nothing(request: HttpRequest) -> bool:
    """Neither an address of a program nor a page's."""
    return request.resolver_match is None or _is_page(request)


def _is_public(response: HttpResponse) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and "Cache-Control" not in response.headers
        and not _is_somebodys(response)
    )


def _is_absent(request: HttpRequest, response: HttpResponse) -> bool:
    asked_for_more = bool(request.META.get("QUERY_STRING"))  # a redirect may wait for just this query
    return response.status_code == HTTPStatus.NOT_FOUND and not _is_somebodys(response) and not asked_for_more


def _is_somebodys(response: HttpResponse) -> bool:
    varies = any(has_vary_header(response, name) for name in ("Cookie", "Accept-Language", "*"))
    return bool(response.cookies) or varies


def _kept(response: HttpResponse, seconds: float = KEPT_SECONDS) -> Kept:
    headers: dict[str, Any] = dict(response.headers.items())
    return Kept(response.status_code, headers, response.content, monotonic() + seconds)


def _end_of_second() -> int:
    """Until when nginx may answer for us: so short that, with our own delay, a change is seen within a second."""
    return int(time() - generation.SECONDS - 0.05)
