from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.paypal.errors import PayPalError

CENT = Decimal("0.01")
PLUS = ("item_total", "tax_total", "shipping", "handling", "insurance")
MINUS = ("shipping_discount", "discount")
Money = dict[str, str]
Json = Any


def money(value: Decimal, currency: str) -> Money:
    return {"currency_code": currency, "value": str(value.quantize(CENT))}


def value_of(amount: Json, field: str) -> Decimal:
    if not isinstance(amount, dict) or not isinstance(amount.get("currency_code"), str):
        raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", field=f"{field}/currency_code")
    try:
        value = Decimal(amount["value"]) if isinstance(amount.get("value"), str) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        raise PayPalError(400, "INVALID_PARAMETER_SYNTAX", field=f"{field}/value")
    if value != value.quantize(CENT):
        raise PayPalError(422, "DECIMAL_PRECISION", field=f"{field}/value")
    return value


def positive(amount: Json, field: str) -> Decimal:
    value = value_of(amount, field)
    if value <= 0:
        raise PayPalError(422, "CANNOT_BE_ZERO_OR_NEGATIVE", field=f"{field}/value")
    return value


def check_unit(unit: dict[str, Any], field: str) -> None:
    """PayPal's sums: the parts make the amount, the items make the parts."""
    total = positive(unit.get("amount"), f"{field}/amount")
    breakdown = unit["amount"].get("breakdown")
    if breakdown:
        parts = {name: value_of(part, f"{field}/amount/breakdown/{name}") for name, part in breakdown.items()}
        signed = sum(parts.get(name, Decimal(0)) for name in PLUS) - sum(parts.get(name, Decimal(0)) for name in MINUS)
        if signed != total:
            raise PayPalError(422, "AMOUNT_MISMATCH", field=f"{field}/amount/value")
    if unit.get("items"):
        _check_items(unit, breakdown or {}, field)


def _check_items(unit: dict[str, Any], breakdown: dict[str, Money], field: str) -> None:
    for key, total, word in (("unit_amount", "item_total", "ITEM"), ("tax", "tax_total", "TAX")):
        priced = [item for item in unit["items"] if key in item]
        if not priced:
            continue
        if total not in breakdown:
            raise PayPalError(422, f"{word}_TOTAL_REQUIRED", field=f"{field}/amount/breakdown/{total}")
        found = sum(value_of(item[key], f"{field}/items/{key}") * int(item["quantity"]) for item in priced)
        if found != value_of(breakdown[total], f"{field}/amount/breakdown/{total}"):
            raise PayPalError(422, f"{word}_TOTAL_MISMATCH", field=f"{field}/amount/breakdown/{total}/value")


def currencies(unit: dict[str, Any]) -> set[str]:
    found = [unit["amount"], *unit["amount"].get("breakdown", {}).values()]
    found += [item[key] for item in unit.get("items", []) for key in ("unit_amount", "tax") if key in item]
    return {amount["currency_code"] for amount in found}


def fee(gross: Decimal) -> Decimal:
    charged = (gross * Decimal("0.0249") + Decimal("0.35")).quantize(CENT, ROUND_HALF_UP)
    return min(charged, gross)
