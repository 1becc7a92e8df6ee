"""The same form several times at the same moment, each with a connection of its own."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import DomainEvent
from mailing.models import Message
from tests.billing.threads import at_once
from tests.website.enquiries import BROWSER, a_file, a_form, a_submission, entries, ids
from website.models import Form, FormSubmission, SubmissionFile
from website.services.forms import release_submission

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("C07")]


def a_click(form: Form, address: str, **answers: str) -> Callable[[], Any]:
    """A form that was opened ten seconds ago: call this, move the clock, then click."""
    return partial(_send, form, address, {**entries(form, **answers)})


def _send(form: Form, address: str, data: dict[str, Any]) -> str:
    data = {**data, ids(form)["Unterlagen"]: a_file()}
    response = Client(REMOTE_ADDR=address).post(form.address, data, headers=BROWSER)
    return response.headers["Location"]


def test_a_double_click_is_one_submission() -> None:
    form = a_form(recipients="anfragen@haselrain.example")
    clicks = [a_click(form, "203.0.113.9")] * 6
    clock.shift(timedelta(seconds=10))

    addresses = at_once(clicks)

    assert len(set(addresses)) == 1
    assert [model.objects.count() for model in (FormSubmission, SubmissionFile, Message)] == [1, 1, 1]


def test_many_visitors_at_once_are_all_kept() -> None:
    form = a_form()
    clicks = [a_click(form, f"203.0.113.{number}", Frage=str(number)) for number in range(6)]

    addresses = at_once(clicks)

    assert (len(set(addresses)), FormSubmission.objects.count()) == (6, 6)


def test_two_who_release_a_submission_send_its_mails_once() -> None:
    form = a_form(recipients="anfragen@haselrain.example", copy_to_sender=True)
    kept = a_submission(form)
    Message.objects.all().delete()
    FormSubmission.objects.filter(pk=kept.pk).update(state="suspect")
    DomainEvent.objects.all().delete()

    at_once([partial(release_submission, submission_id=kept.pk, actor=None)] * 4)

    assert Message.objects.count() == 2
    assert DomainEvent.objects.filter(name="form.submitted").count() == 1
