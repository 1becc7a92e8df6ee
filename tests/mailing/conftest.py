from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from cms.models import CompanySettings, ThemeSettings
from mailing.models import Message
from mailing.registry import get_template
from mailing.services import queue_mail
from tests.support.smtp import MailServer, mail_server


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 2
        yield running


@pytest.fixture
def house(db: None) -> None:
    """A company, so that the foot of a mail has something to say."""
    company = CompanySettings.load()
    company.legal_name, company.street, company.postal_code, company.city = "Moos GmbH", "Weg 1", "04109", "Leipzig"
    company.email, company.iban, company.bic = "hallo@moos.example", "DE02120300000000202051", "BYLADEM1001"
    company.save()
    look = ThemeSettings.load()
    look.brand_name = "Kranich & Moos"
    look.save()


def queue(key: str = "order:1:paid", **changes: Any) -> Message:
    """A mail in the queue; `changes` replace arguments of `queue_mail`."""
    arguments: dict[str, Any] = {
        "template": "payment_failed",
        "to": "johanna@example.com",
        "to_name": "Johanna Winter",
        "context": get_template(changes.get("template", "payment_failed")).sample(),
        "effect_key": key,
    }
    return queue_mail(**{**arguments, **changes})


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state
