from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.totals import compute
from billing.values import Line, Totals

RATES = st.sampled_from([Decimal(0), Decimal("0.07"), Decimal("0.19"), Decimal("0.055")])
PRICES = st.decimals(min_value=0, max_value=99_999, places=2)
LINES = st.lists(
    st.builds(Line, st.just("A-1"), st.just("Ein Buch"), st.integers(1, 999), PRICES, RATES), min_size=1, max_size=12
)


def _sum(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@pytest.mark.feature("P5.07")
@given(lines=LINES, small_business=st.booleans())
def test_totals_add_up_in_every_direction(lines: list[Line], small_business: bool) -> None:
    totals = compute(lines, small_business=small_business)
    assert totals.gross == _sum([line.gross for line in lines])
    assert totals.net + totals.tax == totals.gross
    assert _sum(totals.line_nets) == totals.net
    for name in ("gross", "net", "tax"):
        assert _sum([getattr(share, name) for share in totals.shares]) == getattr(totals, name)
    for share in totals.shares:
        own = [net for net, line in zip(totals.line_nets, lines, strict=True) if line.tax_rate == share.rate]
        assert small_business or _sum(own) == share.net


@given(lines=LINES)
def test_tax_of_a_rate_is_rounded_once_and_less_than_half_a_cent_off(lines: list[Line]) -> None:
    for share in compute(lines, small_business=False).shares:
        exact = share.gross - share.gross / (1 + share.rate)
        assert abs(share.tax - exact) <= Decimal("0.005")
        assert share.tax >= 0


@given(lines=LINES)
def test_a_small_business_shows_no_tax(lines: list[Line]) -> None:
    totals = compute(lines, small_business=True)
    assert (totals.tax, totals.net) == (0, totals.gross)
    assert [share.rate for share in totals.shares] == [0]


@given(lines=LINES, small_business=st.booleans())
def test_totals_survive_storage(lines: list[Line], small_business: bool) -> None:
    totals = compute(lines, small_business=small_business)
    assert Totals.from_json(totals.to_json()) == totals
    assert [Line.from_json(line.to_json()) for line in lines] == lines


def test_the_seven_percent_of_an_ebook() -> None:
    totals = compute([Line("EB-1", "Ein Buch", 1, Decimal("19.99"), Decimal("0.07"))], small_business=False)
    assert (totals.net, totals.tax) == (Decimal("18.68"), Decimal("1.31"))
