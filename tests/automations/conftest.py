from collections.abc import Iterator

import pytest

from automations.engine.start import attend
from automations.registry import unregister
from tests.automations import sample


@pytest.fixture(autouse=True)
def errand() -> Iterator[type[sample.Errand]]:
    """The sample process, known while a test runs."""
    attend(sample.Errand)
    yield sample.Errand
    unregister(sample.Errand)
    sample.faults.clear()
