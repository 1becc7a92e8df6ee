"""A little of `make chaos` in every test run."""

from collections.abc import Callable

import pytest

from tests.chaos.survival import survive
from tests.support.stack import Stack


@pytest.mark.chaos
@pytest.mark.once
@pytest.mark.slow
@pytest.mark.feature("P5.05", "P5.06", "P5.07", "P5.08")
def test_few_purchases_survive_killed_programs(new_stack: Callable[..., Stack]) -> None:
    """Two ebooks, two of goods, two of both. With this seed two want the last piece of a title: one goes away, the
    other does not pay for it. The other goods are paid by transfer, and sent."""
    told = survive(new_stack, purchases=6, seed=10412)
    assert (told["orders"], told["turned away"], told["pieces given back"], told["parcels"]) == (5, 1, 1, 2)
