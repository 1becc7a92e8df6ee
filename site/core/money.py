"""Amounts of money: `Decimal` with two places, rounded half up, split and spread so that sums always hold."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NBSP = "\N{NO-BREAK SPACE}"


def round_half_up(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split_gross(gross: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """(net, tax) of a gross amount; `rate` is a fraction, 7 % is Decimal("0.07")."""
    net = round_half_up(gross / (1 + rate))
    return net, gross - net


def spread(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Shares of `total` in proportion to `weights`, to the cent, by largest remainder: they add up to `total`.

    Works on magnitudes, so that the shares of a negative total mirror those of the positive one.
    """
    if not weights or sum(weights) == 0:
        raise ValueError("spread needs weights that do not add up to zero")
    sign = -1 if total < 0 else 1
    cents = int(abs(total) / CENT)
    exact = [cents * weight / sum(weights) for weight in weights]
    shares = [int(part.to_integral_value(ROUND_FLOOR)) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: cents - sum(shares)]:
        shares[i] += 1
    return [sign * share * CENT for share in shares]


def format_eur(amount: Decimal, currency: str = "EUR") -> str:
    """German notation with a no-break space: 1.234,50 €."""
    whole, cents = f"{abs(amount):.2f}".split(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "−" if amount < 0 else ""
    unit = {"EUR": "€"}.get(currency, currency)
    return f"{sign}{grouped},{cents}{NBSP}{unit}"
