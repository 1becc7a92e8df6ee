from datetime import datetime
from typing import Any

from sandbox.checkout import euro, total
from sandbox.context import Sandbox
from sandbox.faults import HTTP, SMTP
from sandbox.pages import Html, each, fill, page
from sandbox.paypal import schedule
from sandbox.web import PAGE_POLICY, Request, Response

SHOWN = 30
ORDER_WORDS = {
    "CREATED": "wartet auf den Käufer",
    "PAYER_ACTION_REQUIRED": "wartet auf den Käufer",
    "APPROVED": "bestätigt, noch nicht eingezogen",
}
CAPTURE_WORDS = {
    "COMPLETED": "bezahlt",
    "PENDING": "wird geprüft",
    "DECLINED": "abgelehnt",
    "REFUNDED": "erstattet",
    "PARTIALLY_REFUNDED": "teilweise erstattet",
}
DELIVERY_WORDS = {
    "queued": "wartet",
    "held": "angehalten",
    "delivered": "zugestellt",
    "given_up": "aufgegeben",
}


def show(app: Sandbox, request: Request) -> Response:
    orders = [_order(app, order) for order in reversed(app.store.all("order")[-SHOWN:])]
    body = fill(
        "overview.html",
        now=german(app.clock.stamp()),
        orders=each("overview_order.html", orders)
        or _empty("Noch keine Bestellung. Legen Sie im Shop etwas in die Kasse."),
        events=each("overview_event.html", _events(app)) or _empty("Noch keine Meldung."),
        mode=schedule.mode_of(app),
        target=schedule.target_of(app) or "keine Adresse",
        faults=len(app.faults.waiting(HTTP)) + len(app.faults.waiting(SMTP)),
        mails=len(app.store.rows("SELECT seq FROM mail")),
        contract="an" if app.contract else "aus",
        violations=len(app.store.rows("SELECT seq FROM violation")),
    )
    return page("Testumgebung", body, look="wide", policy=f"{PAGE_POLICY}; form-action 'self'")


def german(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp).astimezone():%d.%m.%Y %H:%M:%S}"


def _order(app: Sandbox, order: dict[str, Any]) -> dict[str, Any]:
    captures = [app.store.get("capture", key) or {} for key in order["captures"]]
    status = captures[0]["status"] if captures else order["status"]
    pending = [capture["id"] for capture in captures if capture["status"] == "PENDING"]
    unit = order["purchase_units"][0]
    return {
        "id": order["id"],
        "reference": unit.get("invoice_id") or unit.get("custom_id") or order["id"],
        "amount": euro(total(order)),
        "status": status.lower().replace("_", "-"),
        "word": (CAPTURE_WORDS if captures else ORDER_WORDS).get(status, status),
        "time": german(order["create_time"]),
        "action": each("overview_settle.html", [{"id": key} for key in pending]) or _approval(order),
    }


def _approval(order: dict[str, Any]) -> Html:
    waiting = order["status"] in ("CREATED", "PAYER_ACTION_REQUIRED")
    return fill("overview_approve.html", id=order["id"]) if waiting else Html("")


def _events(app: Sandbox) -> list[dict[str, Any]]:
    sql = """SELECT event.id, event.type, delivery.state, delivery.attempts, delivery.answer FROM event
             LEFT JOIN delivery ON delivery.event_id = event.id ORDER BY event.seq DESC, delivery.seq DESC LIMIT ?"""
    return [
        {
            "id": row["id"],
            "type": row["type"],
            "state": row["state"] or "none",
            "word": DELIVERY_WORDS.get(row["state"], "nicht gesendet"),
            "attempts": row["attempts"] or 0,
            "answer": row["answer"] or "",
        }
        for row in app.store.rows(sql, SHOWN)
    ]


def _empty(text: str) -> Html:
    return fill("empty.html", text=text)
