import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, parse_qsl

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class BadRequestError(Exception):
    """The caller of the control plane asked for something that does not exist or makes no sense."""


class DroppedError(Exception):
    """The line is closed without an answer."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: Message
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name) or ""

    def arguments(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query)

    def argument(self, name: str, default: str = "") -> str:
        return dict(self.arguments()).get(name, default)

    @property
    def is_form(self) -> bool:
        return self.header("Content-Type").startswith("application/x-www-form-urlencoded")

    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode("utf-8", "replace")).items()}

    def fields(self) -> dict[str, Any]:
        """The body of a control request: JSON from programs, a form from the pages."""
        if self.is_form:
            return self.form()
        try:
            found = json.loads(self.body or b"{}")
        except ValueError as error:
            raise BadRequestError("The body is not JSON.") from error
        if not isinstance(found, dict):
            raise BadRequestError("The body must be a JSON object.")
        return found


@dataclass
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def as_json(body: object, status: int = 200, **headers: str) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(status, text.encode(), headers={name.replace("_", "-"): value for name, value in headers.items()})


def as_page(html: str, status: int = 200, policy: str = PAGE_POLICY) -> Response:
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(status, html.encode(), "text/html; charset=utf-8", headers)


def see_other(url: str) -> Response:
    return Response(303, headers={"Location": url})


Handler = Callable[..., Response]
Route = tuple[str, str, Handler]


class Router:
    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(method, _pattern(path), handler) for method, path, handler in routes]

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        for known, pattern, handler in self._routes:
            match = pattern.fullmatch(path)
            if known == method and match:
                return handler, match.groupdict()
        return None


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
