"""Tax of a document: per rate, from gross, rounded once (`core.money`)."""

from collections.abc import Sequence
from decimal import Decimal

from billing.values import Line, TaxShare, Totals
from core import money

ZERO = Decimal("0.00")


def compute(lines: Sequence[Line], *, small_business: bool) -> Totals:
    """Small businesses (§ 19 UStG) show no tax: every line falls under rate 0."""
    rates = [ZERO if small_business else line.tax_rate for line in lines]
    nets = [ZERO] * len(lines)
    shares = []
    for rate in sorted(set(rates)):
        places = [i for i, own in enumerate(rates) if own == rate]
        share = _share(rate, sum((lines[i].gross for i in places), ZERO))
        shares.append(share)
        for i, net in zip(places, _spread(share.net, [lines[i].gross for i in places]), strict=True):
            nets[i] = net
    return Totals(
        gross=sum((share.gross for share in shares), ZERO),
        net=sum((share.net for share in shares), ZERO),
        tax=sum((share.tax for share in shares), ZERO),
        shares=shares,
        line_nets=nets,
    )


def _share(rate: Decimal, gross: Decimal) -> TaxShare:
    net, tax = money.split_gross(gross, rate)
    return TaxShare(rate=rate, gross=gross, net=net, tax=tax)


def _spread(net: Decimal, grosses: list[Decimal]) -> list[Decimal]:
    return money.spread(net, grosses) if sum(grosses) else [ZERO] * len(grosses)
