"""Loading the program: nothing that is loaded is garbage, neither meanwhile nor later."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Looking for garbage among what has just been loaded takes a third of the start, and time ever after."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
