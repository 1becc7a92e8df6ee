from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import format_eur, round_half_up, split_gross, spread

CENTS = st.integers(min_value=-10_000_000, max_value=10_000_000).map(lambda n: Decimal(n) / 100)
RATES = st.sampled_from([Decimal(0), Decimal("0.07"), Decimal("0.19"), Decimal("0.10"), Decimal("0.255")])
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10_000).map(Decimal), min_size=1, max_size=20).filter(any)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("0.004", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68")]
)
def test_round_half_up_rounds_away_from_zero_at_the_half(exact: str, rounded: str) -> None:
    assert round_half_up(Decimal(exact)) == Decimal(rounded)


def test_split_gross_of_a_book_at_seven_percent() -> None:
    assert split_gross(Decimal("14.90"), Decimal("0.07")) == (Decimal("13.93"), Decimal("0.97"))


@given(gross=CENTS, rate=RATES)
def test_split_gross_loses_no_cent(gross: Decimal, rate: Decimal) -> None:
    net, tax = split_gross(gross, rate)
    assert net + tax == gross
    assert abs(net - gross / (1 + rate)) <= Decimal("0.005")


@given(gross=CENTS, rate=RATES)
def test_split_gross_of_a_credit_mirrors_the_debit(gross: Decimal, rate: Decimal) -> None:
    net, tax = split_gross(gross, rate)
    assert split_gross(-gross, rate) == (-net, -tax)


@given(total=CENTS, weights=WEIGHTS)
def test_spread_adds_up_and_stays_within_a_cent_of_the_exact_share(total: Decimal, weights: list[Decimal]) -> None:
    shares = spread(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < Decimal("0.01")


@given(total=CENTS, weights=WEIGHTS)
def test_spread_of_a_negative_total_mirrors_the_positive_one(total: Decimal, weights: list[Decimal]) -> None:
    assert spread(-total, weights) == [-share for share in spread(total, weights)]


def test_spread_refuses_weights_that_add_up_to_nothing() -> None:
    with pytest.raises(ValueError, match="weights"):
        spread(Decimal("1.00"), [Decimal(0)])


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1234.5", "1.234,50\N{NO-BREAK SPACE}€"),
        ("0", "0,00\N{NO-BREAK SPACE}€"),
        ("-19.9", "−19,90\N{NO-BREAK SPACE}€"),
        ("1234567.89", "1.234.567,89\N{NO-BREAK SPACE}€"),
    ],
)
def test_format_eur_writes_german_amounts(amount: str, text: str) -> None:
    assert format_eur(Decimal(amount)) == text
