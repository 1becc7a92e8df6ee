from collections.abc import Iterator

import pytest

from automations.engine.start import attend
from automations.registry import unregister
from tests.automations import sample


@pytest.fixture(scope="module", autouse=True)
def errand() -> Iterator[type[sample.Errand]]:
    """The sample process, known while the tests of a file run."""
    attend(sample.Errand)
    yield sample.Errand
    unregister(sample.Errand)


@pytest.fixture(autouse=True)
def _no_faults_left() -> Iterator[None]:
    yield
    sample.faults.clear()
