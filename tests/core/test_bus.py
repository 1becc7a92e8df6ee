from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction

from core import bus, clock
from core.bus import EventData, Fact, dispatch_due, emit, subscribe
from core.models import DomainEvent, RateWindow

THING_DONE = Fact("thing.done", "size")


@pytest.fixture
def subscribers() -> Iterator[None]:
    """Takes back what a test subscribes."""
    yield
    bus._at_once.pop("thing.done", None)
    bus._later.pop("thing.done", None)


def subject() -> RateWindow:
    return RateWindow.objects.get_or_create(key="subject", window=0)[0]


def tell(**kwargs: str) -> bool:
    with transaction.atomic():
        return emit(THING_DONE, subject=subject(), payload={"size": 3}, **kwargs)


@pytest.mark.django_db
def test_a_subscriber_in_the_transaction_hears_at_once_and_fails_with_it(subscribers: None) -> None:
    heard: list[EventData] = []
    subscribe("thing.done", in_transaction=True)(heard.append)
    tell()
    assert [(e.name, e.subject_type, e.subject_id, e.payload) for e in heard] == [
        ("thing.done", "core.ratewindow", str(subject().pk), {"size": 3})
    ]


@pytest.mark.django_db
def test_a_later_subscriber_hears_once_from_the_outbox(subscribers: None) -> None:
    heard: list[EventData] = []
    subscribe("thing.done")(heard.append)
    tell()
    assert heard == []
    assert [dispatch_due(now=clock.now()), dispatch_due(now=clock.now())] == [1, 0]
    assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
def test_a_fact_of_a_rolled_back_transaction_is_never_told(subscribers: None) -> None:
    subscribe("thing.done")(lambda event: None)

    def fail() -> None:
        with transaction.atomic():
            emit(THING_DONE, subject=subject(), payload={"size": 3})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not DomainEvent.objects.exists()


@pytest.mark.django_db
def test_a_fact_with_a_known_key_is_told_only_once(subscribers: None) -> None:
    heard: list[EventData] = []
    subscribe("thing.done", in_transaction=True)(heard.append)
    assert [tell(dedupe_key="a"), tell(dedupe_key="a"), tell(dedupe_key="b")] == [True, False, True]
    assert len(heard) == 2


@pytest.mark.django_db
def test_a_failing_subscriber_is_asked_again_later_and_keeps_nobody_else_waiting(subscribers: None) -> None:
    heard: list[str] = []

    def stumble_once(event: EventData) -> None:
        heard.append(event.subject_id)
        if len(heard) == 1:
            raise ZeroDivisionError

    subscribe("thing.done")(stumble_once)
    tell()
    tell()
    now = clock.now()
    assert dispatch_due(now=now) == 1
    failed = DomainEvent.objects.get(state="pending")
    assert (failed.attempts, "ZeroDivisionError" in failed.last_error) == (1, True)
    assert dispatch_due(now=now) == 0
    assert dispatch_due(now=now + timedelta(minutes=2)) == 1


@pytest.mark.django_db(transaction=True)
def test_emit_is_refused_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        emit(THING_DONE, subject=RateWindow(pk=1), payload={"size": 3})


@pytest.mark.django_db
@pytest.mark.parametrize("payload", [{}, {"size": 1, "colour": "red"}])
def test_emit_refuses_a_payload_that_was_not_declared(payload: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="carries"):
        emit(THING_DONE, subject=subject(), payload=payload)
    assert not DomainEvent.objects.exists()
