from html import escape
from pathlib import Path
from string import Template
from typing import Any

from sandbox.context import Sandbox
from sandbox.web import PAGE_POLICY, Request, Response, Route, as_json, as_page, see_other

HERE = Path(__file__).parent
STYLE = "/static/sandbox.css"


class Html(str):
    """Text that is already HTML."""


def fill(template: str, **values: object) -> Html:
    """A template of ours with its values escaped, except those that are Html."""
    text = Template((HERE / "templates" / template).read_text("utf-8"))
    safe = {name: value if isinstance(value, Html) else escape(str(value)) for name, value in values.items()}
    return Html(text.substitute(safe))


def each(template: str, rows: list[dict[str, Any]]) -> Html:
    return Html("".join(fill(template, **row) for row in rows))


def page(title: str, body: Html, *, look: str, status: int = 200, policy: str = PAGE_POLICY) -> Response:
    return as_page(fill("base.html", title=title, style=STYLE, look=look, body=body), status, policy)


def message(
    title: str, text: str, *, status: int = 200, link: str = "/_sim/", label: str = "Zur Übersicht"
) -> Response:
    body = fill("message.html", title=title, text=text, link=link, label=label)
    return page(title, body, look="checkout", status=status)


def not_found() -> Response:
    return message("Diese Seite gibt es nicht", "Die Adresse führt in der Testumgebung zu nichts.", status=404)


def style(app: Sandbox, request: Request) -> Response:
    css = (HERE / "assets" / "sandbox.css").read_bytes()
    return Response(200, css, "text/css; charset=utf-8", {"Cache-Control": "no-cache"})


def icon(app: Sandbox, request: Request) -> Response:
    """Browsers ask for one unbidden."""
    return Response(204, b"")


def health(app: Sandbox, request: Request) -> Response:
    app.store.row("SELECT 1")
    return as_json({"status": "ok"})


def home(app: Sandbox, request: Request) -> Response:
    return see_other("/_sim/")


ROUTES: list[Route] = [
    ("GET", STYLE, style),
    ("GET", "/favicon.ico", icon),
    ("GET", "/healthz", health),
    ("GET", "/", home),
]
