from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.sandbox.process import WEBHOOK_ID, Sandbox, contract_folder
from tests.sandbox.receiver import Receiver


@pytest.fixture(scope="session")
def paypal_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    found = Sandbox(tmp_path_factory.mktemp("paypal"), SANDBOX_CONTRACT=str(contract_folder()))
    yield found.start()
    found.stop()


@pytest.fixture
def paypal(paypal_process: Sandbox, settings: Settings) -> Iterator[Sandbox]:
    """An empty PayPal that the site talks to; all that crosses the line must be what PayPal's own files allow."""
    paypal_process.reset()
    settings.PAYPAL_API_URL = paypal_process.url
    settings.PAYPAL_WEBHOOK_ID = WEBHOOK_ID
    yield paypal_process
    assert paypal_process.violations() == []


@pytest.fixture
def unreachable_paypal(settings: Settings) -> None:
    settings.PAYPAL_API_URL = "http://127.0.0.1:9"


@pytest.fixture
def receiver(paypal: Sandbox) -> Iterator[Receiver]:
    """Takes the webhooks in place of the site, for tests that deliver them by hand."""
    found = Receiver()
    paypal.webhooks(url=found.url)
    yield found
    found.close()
