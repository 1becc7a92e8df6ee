"""People over real HTTP. They behave as people do: when a page does not come, they load it again."""

import http.client
import re
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from tests.sandbox.process import Answer, StayHere
from tests.support.stack import Stack

PATIENCE = 120


class Visitor:
    """A browser without a screen. Errors of the server go to `shocks`: nobody should ever meet one."""

    def __init__(self, site: Stack, shocks: list[str]) -> None:
        self.site = site
        self._shocks = shocks
        self._opener = build_opener(ProxyHandler({}), StayHere, HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str | list[str]) -> Answer:
        """Sent again as it is when no answer comes, as a reload does."""
        return self._ask("POST", path, urlencode(fields, doseq=True).encode())

    def _ask(self, method: str, path: str, data: bytes | None = None) -> Answer:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(method, path, data)
            except (OSError, http.client.HTTPException) as error:
                if time.monotonic() > end:
                    raise TimeoutError(f"{method} {path} was not answered for {PATIENCE} seconds") from error
                time.sleep(0.2)

    def _once(self, method: str, path: str, data: bytes | None) -> Answer:
        headers = {"Referer": self.site.url + "/", "Origin": self.site.url}
        request = Request(self.site.url + path, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=60) as found:
                return Answer(found.status, found.headers, found.read())
        except HTTPError as error:
            with error:
                answer = Answer(error.code, error.headers, error.read())
        if answer.status == http.HTTPStatus.INTERNAL_SERVER_ERROR:
            self._shocks.append(f"500 for {method} {path.split('?', maxsplit=1)[0]}")
        return answer


def entries(page: str) -> list[tuple[str, str]]:
    """Names and values of the fields of a page, as they stand in it."""
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input\b[^>]*>", page)]
    return [(tag["name"], tag.get("value", "")) for tag in tags if "name" in tag]


def inputs(page: str) -> dict[str, str]:
    """The first field of each name."""
    return dict(reversed(entries(page)))


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
