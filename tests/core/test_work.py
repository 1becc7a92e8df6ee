from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from core import clock, work
from mailing.models import Message
from tests.factories import queued_message

LEASE = timedelta(minutes=2)


def claim(limit: int = 10) -> list[Message]:
    due = Message.objects.filter(state="queued").order_by("pk")
    return work.claim(due, now=clock.now(), lease=LEASE, limit=limit)


@pytest.mark.django_db
def test_claim_takes_in_order_up_to_the_limit() -> None:
    messages = [queued_message() for _ in range(3)]
    assert [row.pk for row in claim(limit=2)] == [m.pk for m in messages[:2]]
    assert [row.pk for row in claim()] == [messages[2].pk]
    assert claim() == []


@pytest.mark.django_db(transaction=True)
def test_of_many_claimers_each_row_has_exactly_one() -> None:
    messages = [queued_message() for _ in range(30)]

    def claim_some(_: int) -> list[int]:
        try:
            return [row.pk for row in claim(limit=3)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        taken = [pk for pks in pool.map(claim_some, range(20)) for pk in pks]
    assert sorted(taken) == [m.pk for m in messages]


@pytest.mark.django_db
def test_who_has_lost_the_lease_can_no_longer_write() -> None:
    queued_message()
    [slow] = claim()
    later = clock.now() + LEASE + timedelta(seconds=1)
    assert work.reap(Message, now=later, from_state="claimed", to_state="queued") == 1
    [quick] = claim()
    assert not work.compare_and_set(slow, state="accepted")
    assert work.compare_and_set(quick, state="failed")
    assert Message.objects.get().state == "failed"


@pytest.mark.django_db
def test_reap_leaves_a_running_lease_alone() -> None:
    queued_message()
    claim()
    assert work.reap(Message, now=clock.now() + LEASE / 2, from_state="claimed", to_state="queued") == 0


def test_backoff_grows_and_ends_at_a_day() -> None:
    pauses = [work.backoff(n) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(minutes=1), timedelta(days=1))
