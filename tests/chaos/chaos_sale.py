"""`make chaos`: ROUNDS purchases while programs are killed at random; CHAOS_SEED repeats a run as far as it can."""

import os
import random
from collections.abc import Callable

from tests.chaos.survival import survive
from tests.support.stack import Stack

PURCHASES = int(os.environ.get("CHAOS_ROUNDS", "100"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10_000))


def chaos_sale(new_stack: Callable[..., Stack]) -> None:
    survive(new_stack, purchases=PURCHASES, seed=SEED)
