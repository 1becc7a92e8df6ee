"""The page where the payer agrees: what PayPal shows between the shop's checkout and its return page."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sandbox.context import Sandbox
from sandbox.pages import Html, each, fill, message, page
from sandbox.paypal import orders
from sandbox.paypal.errors import PayPalError
from sandbox.web import PAGE_POLICY, BadRequestError, Request, Response, Route, see_other

SELF = "'self'"
OUTCOMES = ("pay", "pending", "decline")
Document = dict[str, Any]


def show(app: Sandbox, request: Request) -> Response:
    order = _find(app, request.argument("token"))
    if order is None:
        return message("Zahlung nicht gefunden", "Dieser Link gehört zu keiner offenen Zahlung.", status=404)
    if order["status"] == "COMPLETED":
        return _done(order)
    origins = {_origin(order["context"][name]) for name in ("return_url", "cancel_url")} - {""}
    policy = f"{PAGE_POLICY}; form-action {' '.join([SELF, *sorted(origins)])}"
    return page("Bezahlen", _form(order), look="checkout", policy=policy)


def decide(app: Sandbox, request: Request) -> Response:
    fields = request.form()
    order = _find(app, fields.get("token", ""))
    if order is None:
        return message("Zahlung nicht gefunden", "Dieser Link gehört zu keiner offenen Zahlung.", status=404)
    if order["status"] == "COMPLETED":
        return _done(order)
    if fields.get("decision") == "cancel":
        return _back(order["context"]["cancel_url"], "Zahlung abgebrochen", token=order["id"])
    outcome = fields.get("outcome", "")
    if outcome not in OUTCOMES:
        raise BadRequestError(f"outcome must be one of: {', '.join(OUTCOMES)}")
    order = orders.approve(app, order["id"], outcome)
    return _back(order["context"]["return_url"], "Zahlung bestätigt", token=order["id"], PayerID=order["payer_id"])


def with_query(url: str, **values: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(
        parts._replace(query=urlencode([*parse_qsl(parts.query, keep_blank_values=True), *values.items()]))
    )


def euro(amount: Document) -> str:
    whole = f"{Decimal(amount['value']):,.2f}".translate(str.maketrans(",.", ".,"))
    sign = "€" if amount["currency_code"] == "EUR" else amount["currency_code"]
    return f"{whole}\N{NO-BREAK SPACE}{sign}"


def total(order: Document) -> Document:
    amounts = [unit["amount"] for unit in order["purchase_units"]]
    value = sum(Decimal(amount["value"]) for amount in amounts)
    return {"value": str(value), "currency_code": amounts[0]["currency_code"]}


def _find(app: Sandbox, token: str) -> Document | None:
    try:
        return orders.find(app, token)
    except PayPalError:
        return None


def _back(url: str, title: str, **values: str) -> Response:
    if url:
        return see_other(with_query(url, **values))
    return message(title, "Der Händler hat keine Adresse für den Rückweg angegeben.")


def _done(order: Document) -> Response:
    text = "Diese Zahlung ist abgeschlossen. Sie können das Fenster schließen oder zum Händler zurückkehren."
    url = order["context"]["return_url"]
    if not url:
        return message("Bereits bezahlt", text)
    return message("Bereits bezahlt", text, link=with_query(url, token=order["id"]), label="Zurück zum Händler")


def _form(order: Document) -> Html:
    first = order["purchase_units"][0]
    return fill(
        "checkout.html",
        token=order["id"],
        merchant=order["context"]["brand_name"] or "Testhändler",
        amount=euro(total(order)),
        lines=each("checkout_line.html", _lines(order)),
        reference=first.get("invoice_id") or first.get("custom_id") or order["id"],
        declined=_declined(order),
    )


def _declined(order: Document) -> Html:
    """Shown when a capture was refused and the shop sent the payer here again."""
    return fill("checkout_declined.html") if order.get("outcome") == "decline" else Html("")


def _lines(order: Document) -> list[Document]:
    return [line for unit in order["purchase_units"] for line in _unit_lines(unit)]


def _unit_lines(unit: Document) -> list[Document]:
    whole = [{"name": unit.get("description") or "Ihre Bestellung", "amount": euro(unit["amount"])}]
    return [{"name": item["name"], "amount": euro(_line_total(item))} for item in unit.get("items", [])] or whole


def _line_total(item: Document) -> Document:
    each_one = Decimal(item["unit_amount"]["value"]) + Decimal(item.get("tax", {}).get("value", "0"))
    return item["unit_amount"] | {"value": str(each_one * int(item["quantity"]))}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


ROUTES: list[Route] = [("GET", "/checkoutnow", show), ("POST", "/checkoutnow", decide)]
