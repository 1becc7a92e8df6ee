"""Where a test that counts hits begins: so that they never fall into two windows."""

from datetime import timedelta

from core import clock


def to_the_start_of_a_window(*, seconds: int) -> None:
    clock.shift(timedelta(seconds=seconds - clock.now().timestamp() % seconds))
