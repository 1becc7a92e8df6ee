from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.process import Sandbox, contract_folder
from tests.sandbox.receiver import Receiver


@pytest.fixture(scope="session")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    found = Sandbox(tmp_path_factory.mktemp("sandbox"), SANDBOX_CONTRACT=str(contract_folder()))
    yield found.start()
    found.stop()


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Iterator[Sandbox]:
    """An empty one; whatever a test makes it say must be what PayPal's specification allows."""
    shared_sandbox.reset()
    yield shared_sandbox
    assert shared_sandbox.violations() == []


@pytest.fixture
def own_sandbox(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """For tests that stop and kill it."""
    made: list[Sandbox] = []

    def make(**environment: str) -> Sandbox:
        made.append(Sandbox(tmp_path, **environment))
        return made[-1].start()

    yield make
    for found in made:
        found.kill()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.close()
