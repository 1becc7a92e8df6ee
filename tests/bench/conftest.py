import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """One line per measurement, not one per request."""
    logging.disable(logging.INFO)
    yield
    logging.disable(logging.NOTSET)
