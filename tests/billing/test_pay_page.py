"""/zahlen/<token>/: what is owed, for whoever has the link, and nothing for anybody else."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from billing.models import Receivable
from billing.services import allocate, cancel_receivable, pay_path
from core.models import DomainEvent
from core.tokens import digest
from payments.models import Payment
from tests.billing.claims import claim, company, money, paid_claim
from tests.support.windows import to_the_start_of_a_window

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P5.05", "P5.06")]


@pytest.fixture(autouse=True)
def _company() -> None:
    company()


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def test_open_claim_shows_amount_and_ways(client: Client) -> None:
    receivable = claim()
    page = text(client, pay_path(receivable))
    assert "19,90" in page
    assert receivable.number in page
    assert 'value="transfer"' in page


def test_only_the_hash_of_the_token_is_kept() -> None:
    receivable = claim()
    token = pay_path(receivable).split("/")[2]
    row = Receivable.objects.filter(pk=receivable.pk).values().get()
    assert row["token_hash"] == digest(token)
    assert token not in str(row)


@pytest.mark.parametrize("token", ["x", "B-2026-000123", "0" * 22, "%C3%A4%20"])
def test_foreign_tokens_open_nothing(client: Client, token: str) -> None:
    claim()
    assert client.get(f"/zahlen/{token}/").status_code == 404


def test_page_is_kept_by_nobody(client: Client) -> None:
    response = client.get(pay_path(claim()))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_transfer_leads_to_the_bank_details(client: Client) -> None:
    receivable = claim()
    response = client.post(pay_path(receivable), {"method": "transfer"})
    assert response.status_code == 303
    page = text(client, response.headers["Location"])
    assert "DE02 1203 0000 0000 2020 51" in page
    assert "<svg" in page
    payment = Payment.objects.get(reference=str(receivable.uuid))
    assert (payment.provider, payment.amount) == ("transfer", Decimal("19.90"))


def test_an_unknown_way_is_named_and_starts_nothing(client: Client) -> None:
    for data in ({}, {"method": "gold"}):
        response = client.post(pay_path(claim()), data)
        assert response.status_code == 422
    assert not Payment.objects.exists()


def test_settled_and_cancelled_claims_cannot_be_paid(client: Client) -> None:
    settled, cancelled = paid_claim(), claim()
    cancel_receivable(receivable_id=cancelled.pk, reason="not paid in time")
    for receivable in (settled, cancelled):
        page = text(client, pay_path(receivable))
        assert "<form" not in page.split("<main", 1)[-1].split("</main>", 1)[0]
        response = client.post(pay_path(receivable), {"method": "transfer"})
        assert response.status_code == 200
    assert not Payment.objects.exists()


def test_part_paid_claims_ask_for_the_rest(client: Client) -> None:
    receivable = claim()
    allocate(money(receivable, "10.00"))
    assert "9,90" in text(client, pay_path(receivable))


def test_a_payment_in_hand_is_not_started_again(client: Client) -> None:
    receivable = claim()
    Payment.objects.create(
        reference=str(receivable.uuid),
        number=receivable.number,
        attempt=1,
        description="",
        provider="paypal",
        amount=receivable.amount,
        currency="EUR",
        state=Payment.State.PENDING,
        return_path="/",
        created_at=receivable.opened_at,
    )
    response = client.post(pay_path(receivable), {"method": "transfer"})
    assert response.status_code == 200
    assert Payment.objects.count() == 1


def test_reading_changes_nothing(client: Client) -> None:
    path = pay_path(claim())
    before = DomainEvent.objects.count()
    client.get(path)
    client.get(f"{path}?transfer=1")
    assert not Payment.objects.exists()
    assert DomainEvent.objects.count() == before


def test_too_many_requests_are_refused(client: Client) -> None:
    path = pay_path(claim())
    to_the_start_of_a_window(seconds=600)
    statuses = [client.get(path).status_code for _ in range(62)]
    assert statuses.count(429) == 2


def test_a_new_secret_key_lets_the_next_link_in(client: Client, settings: object) -> None:
    receivable = claim()
    old = pay_path(receivable)
    settings.SECRET_KEY = "another secret that is long enough for anybody"  # type: ignore[attr-defined]
    new = pay_path(receivable)
    assert new != old
    assert client.get(new).status_code == 200
    assert client.get(old).status_code == 404


def test_a_provider_that_does_not_answer_is_told_kindly(client: Client) -> None:
    receivable = claim()
    response = client.post(pay_path(receivable), {"method": "paypal"})
    assert response.status_code == 503
    assert 'name="method"' in response.content.decode()
    receivable.refresh_from_db()
    assert receivable.is_open
