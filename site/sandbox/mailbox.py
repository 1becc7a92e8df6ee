"""The mails that the SMTP sink took, to look at and to ask for."""

import json
import time
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default as modern
from sqlite3 import Row
from typing import Any, cast
from urllib.parse import quote

from sandbox.context import Sandbox
from sandbox.pages import Html, each, fill, message, page
from sandbox.web import PAGE_POLICY, Request, Response, Route, as_json, as_page, see_other

MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:"
)
SHOWN_HEADERS = {
    "From": "Von",
    "To": "An",
    "Cc": "Kopie",
    "Reply-To": "Antwort an",
    "Date": "Datum",
    "Message-ID": "Kennung",
    "Auto-Submitted": "Automatisch",
    "List-Unsubscribe": "Abmelden",
}


def index(app: Sandbox, request: Request) -> Response:
    rows = app.store.rows("SELECT * FROM mail ORDER BY seq DESC")
    mails = each("mail_row.html", [_row(row) for row in rows])
    empty = fill("empty.html", text="Noch keine Mail. Alles, was die Anwendung verschickt, kommt hier an.")
    body = fill("mail_list.html", mails=mails or empty, count=_counted(len(rows)))
    return page("Postfach", body, look="wide", policy=f"{PAGE_POLICY}; form-action 'self'")


def show(app: Sandbox, request: Request, key: str) -> Response:
    row = _find(app, key)
    if row is None:
        return _gone()
    mail = parse(row)
    headers = [{"name": label, "value": str(mail[name])} for name, label in SHOWN_HEADERS.items() if mail[name]]
    body = fill(
        "mail.html",
        subject=_subject(mail),
        headers=each("mail_header.html", headers),
        attachments=_attachment_list(key, mail),
        html=fill("mail_html.html", id=key) if mail.get_body(("html",)) else Html(""),
        text=fill("mail_text.html", text=_text(mail, "plain")) if mail.get_body(("plain",)) else Html(""),
        id=key,
    )
    return page(_subject(mail), body, look="wide")


def html(app: Sandbox, request: Request, key: str) -> Response:
    """The mail's own HTML, without scripts; its links open in a new tab, its pictures come from the mail."""
    row = _find(app, key)
    if row is None:
        return _gone()
    mail = parse(row)
    content = _text(mail, "html")
    for number, part in enumerate(mail.walk()):
        if part["Content-ID"]:
            content = content.replace(f"cid:{part['Content-ID'].strip('<> ')}", f"/mail/{key}/part/{number}")
    return as_page(f'<base target="_blank">{content}', policy=MAIL_POLICY)


def part(app: Sandbox, request: Request, key: str, number: str) -> Response:
    row = _find(app, key)
    parts = list(parse(row).walk()) if row else []
    if not number.isdigit() or int(number) >= len(parts) or parts[int(number)].is_multipart():
        return _gone()
    found = parts[int(number)]
    name = quote(found.get_filename() or f"teil-{number}")
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    if found.get_content_disposition() == "attachment":
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return Response(200, _bytes(found), found.get_content_type(), headers)


def source(app: Sandbox, request: Request, key: str) -> Response:
    row = _find(app, key)
    return Response(200, row["raw"], "text/plain; charset=utf-8") if row else _gone()


def api(app: Sandbox, request: Request) -> Response:
    """Newest first; ?to= keeps the mails to one recipient."""
    rows = app.store.rows("SELECT * FROM mail ORDER BY seq DESC")
    wanted = request.argument("to").lower()
    return as_json([_entry(row) for row in rows if wanted in ("", *json.loads(row["recipients"].lower()))])


def clear(app: Sandbox, request: Request) -> Response:
    app.store.execute("DELETE FROM mail")
    return see_other("/mail/") if request.is_form else as_json([])


def parse(row: Row) -> EmailMessage:
    return message_from_bytes(row["raw"], policy=modern)


def _entry(row: Row) -> dict[str, Any]:
    mail = parse(row)
    return {
        "id": row["seq"],
        "at": row["at"],
        "from": row["sender"],
        "to": json.loads(row["recipients"]),
        "subject": str(mail["Subject"] or ""),
        "message_id": str(mail["Message-ID"] or ""),
        "headers": {name: str(value) for name, value in mail.items()},
        "text": _text(mail, "plain"),
        "html": _text(mail, "html"),
        "attachments": [part.get_filename() or "" for part in mail.iter_attachments()],
    }


def _row(row: Row) -> dict[str, Any]:
    mail = parse(row)
    return {
        "id": row["seq"],
        "sender": str(mail["From"] or row["sender"]),
        "recipients": ", ".join(json.loads(row["recipients"])),
        "subject": _subject(mail),
        "time": time.strftime("%d.%m.%Y %H:%M:%S", time.localtime(row["at"])),
        "clip": " · mit Anhang" if any(mail.iter_attachments()) else "",
    }


def _attachment_list(key: str, mail: EmailMessage) -> Html:
    found = [
        {"id": key, "number": number, "name": part.get_filename() or f"Teil {number}", "size": _size(len(_bytes(part)))}
        for number, part in enumerate(mail.walk())
        if part.get_content_disposition() == "attachment"
    ]
    return fill("mail_attachments.html", rows=each("mail_attachment.html", found)) if found else Html("")


def _text(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    return str(found.get_content()) if found else ""


def _bytes(part: Message) -> bytes:
    return cast("bytes", part.get_payload(decode=True)) or b""


def _size(length: int) -> str:
    return f"{length / 1024:.0f}\N{NO-BREAK SPACE}KB" if length >= 1024 else f"{length}\N{NO-BREAK SPACE}Bytes"


def _counted(number: int) -> str:
    return "1 Mail" if number == 1 else f"{number} Mails"


def _subject(mail: EmailMessage) -> str:
    return str(mail["Subject"] or "(ohne Betreff)")


def _find(app: Sandbox, key: str) -> Row | None:
    return app.store.row("SELECT * FROM mail WHERE seq = ?", key)


def _gone() -> Response:
    text = "Vielleicht wurde das Postfach inzwischen geleert."
    return message("Diese Mail gibt es nicht", text, status=404, link="/mail/", label="Zum Postfach")


ROUTES: list[Route] = [
    ("GET", "/mail/", index),
    ("GET", "/mail/api/", api),
    ("DELETE", "/mail/api/", clear),
    ("POST", "/mail/api/", clear),
    ("GET", "/mail/{key}/", show),
    ("GET", "/mail/{key}/html", html),
    ("GET", "/mail/{key}/source", source),
    ("GET", "/mail/{key}/part/{number}", part),
]
