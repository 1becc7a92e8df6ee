import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from core import bus, clock, documents, protocol
from core.bus import EventData
from mailing.models import MailChannel, Message
from mailing.services import send_due
from tests.mailing.conftest import queue, state
from tests.support.ports import wait_until
from tests.support.smtp import MailServer, mail_server

SENDER = (
    "import django; django.setup()\n"
    "from core import clock\nfrom mailing.services import send_due\nsend_due(clock.now())"
)


@pytest.fixture
def told() -> Iterator[list[EventData]]:
    """The facts that a subscriber in the transaction hears."""
    heard: list[EventData] = []
    names = ("mail.accepted", "mail.failed", "mail.unclear")
    bus.subscribe(*names, in_transaction=True)(heard.append)
    yield heard
    for name in names:
        bus._at_once[name].remove(heard.append)


def send(after: timedelta = timedelta()) -> int:
    if after:
        clock.shift(after)
    return send_due(clock.now())


def facts(told: list[EventData]) -> list[tuple[str, Any]]:
    return [(fact.name, fact.payload["effect_key"]) for fact in told]


def outcomes(message: Message) -> list[str]:
    return [entry.action for entry in protocol.history(message).order_by("pk")]


@pytest.mark.django_db
@pytest.mark.feature("P5.08")
def test_an_accepted_mail_is_told_once_and_kept_as_it_went_out(
    house: None, server: MailServer, told: list[EventData]
) -> None:
    invoice = documents.store("Rechnung ä.pdf", "application/pdf", b"%PDF-1.7 bytes")
    message = queue(attachments=[invoice])
    assert (send(), send()) == (1, 0)
    assert (state(message), message.last_response) == ("accepted", "250 2.0.0 taken as 1")
    (letter,) = server.letters
    assert (letter.recipients, letter.mail["Message-ID"]) == (["johanna@example.com"], message.message_id)
    assert (letter.mail["From"], letter.mail["To"]) == (
        f"Kranich & Moos <{letter.sender}>",
        "Johanna Winter <johanna@example.com>",
    )
    assert (letter.mail["Reply-To"], letter.mail["Auto-Submitted"]) == ("hallo@moos.example", "auto-generated")
    assert [part.get_filename() for part in letter.mail.iter_attachments()] == ["Rechnung ä.pdf"]
    assert letter.text.replace("\r\n", "\n") == message.text
    assert facts(told) == [("mail.accepted", "order:1:paid")]
    assert told[0].payload["message"] == message.pk


@pytest.mark.django_db
def test_one_line_serves_many_mails_and_a_new_one_follows_after_fifty(server: MailServer) -> None:
    for number in range(53):
        queue(key=f"mail:{number}")
    assert send() == 53
    assert (len(server.letters), server.connections) == (53, 2)


@pytest.mark.django_db
def test_a_line_that_the_server_has_closed_meanwhile_is_opened_again(server: MailServer) -> None:
    first, second = queue(key="1"), queue(key="2")
    server.at_sender = "421 4.3.2 going down"
    assert send() == 0
    server.at_sender = ""
    assert send(timedelta(minutes=2)) == 2
    assert [state(first), state(second)] == ["accepted", "accepted"]


@pytest.mark.django_db
def test_a_refused_address_fails_at_once(server: MailServer, told: list[EventData]) -> None:
    message = queue()
    server.at_recipient = "550 5.1.1 no such user johanna@example.com"
    assert send() == 0
    server.at_recipient = ""
    assert send(timedelta(days=2)) == 0
    assert (state(message), message.last_error) == ("failed", "550 5.1.1 no such user johanna@example.com")
    assert facts(told) == [("mail.failed", "order:1:paid")]


@pytest.mark.django_db
def test_what_a_server_says_of_a_person_stands_beside_the_protocol(server: MailServer) -> None:
    message = queue()
    server.at_recipient = "550 5.1.1 no such user johanna@example.com"
    send()
    entries = list(protocol.history(message))
    assert "johanna" not in str([(entry.data, entry.changes) for entry in entries])
    assert {value.field for entry in entries for value in entry.values.all()} == {"to", "answer"}


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["at_sender", "at_recipient", "at_data"])
def test_a_temporary_refusal_is_tried_again_later(server: MailServer, step: str) -> None:
    message = queue()
    setattr(server, step, "451 4.3.0 try again later")
    assert (send(), state(message)) == (0, "queued")
    setattr(server, step, "")
    assert (send(), server.letters) == (0, [])
    assert (send(timedelta(minutes=1)), state(message), message.attempts) == (1, "accepted", 2)
    assert outcomes(message) == ["mail.queued", "mail.deferred", "mail.accepted"]


@pytest.mark.django_db
def test_a_mail_that_is_put_off_for_ever_fails_after_ten_attempts(server: MailServer) -> None:
    message = queue()
    server.at_recipient = "450 4.2.1 mailbox busy"
    for _attempt in range(10):
        assert state(message) == "queued"
        send(timedelta(days=2))
    assert (state(message), message.attempts) == ("failed", 10)


@pytest.mark.django_db
def test_a_server_that_is_down_pauses_all_mails_and_burns_no_attempt(settings: Settings) -> None:
    with mail_server() as gone:
        pass
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", gone.port
    first, second = queue(key="1"), queue(key="2")
    send()
    assert [(state(m), m.attempts) for m in (first, second)] == [("queued", 0), ("queued", 0)]
    channel = MailChannel.objects.get()
    assert channel.failures == 1
    send(timedelta(seconds=30))
    assert MailChannel.objects.get().failures == 1, "nobody knocks while the channel is paused"
    send(timedelta(seconds=31))
    assert MailChannel.objects.get().failures == 2
    with mail_server() as back:
        settings.EMAIL_PORT = back.port
        assert send(timedelta(minutes=3)) == 2
    assert (MailChannel.objects.get().failures, MailChannel.objects.get().paused_until) == (0, None)


@pytest.mark.django_db
def test_refused_credentials_pause_the_channel_instead_of_failing_mails(server: MailServer) -> None:
    message = queue()
    server.at_sender = "530 5.7.0 authentication required"
    send()
    assert (state(message), message.attempts, MailChannel.objects.get().failures) == ("queued", 0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["silent", "dropping"])
def test_an_unknown_outcome_is_tried_once_more_with_the_same_id(
    server: MailServer, told: list[EventData], fault: str
) -> None:
    message = queue()
    setattr(server, fault, True)
    assert (send(), state(message)) == (0, "unclear")
    assert facts(told) == []
    setattr(server, fault, False)
    assert send(timedelta(minutes=1)) == 1
    assert [letter.mail["Message-ID"] for letter in server.letters] == [message.message_id] * 2
    assert outcomes(message) == ["mail.queued", "mail.unclear", "mail.repeated", "mail.accepted"]


@pytest.mark.django_db
def test_a_mail_that_stays_unclear_is_left_to_people(server: MailServer, told: list[EventData]) -> None:
    message = queue()
    server.dropping = True
    send()
    send(timedelta(minutes=1))
    assert state(message) == "unclear"
    assert send(timedelta(days=2)) == 0
    assert (len(server.letters), facts(told)) == (2, [("mail.unclear", "order:1:paid")])


@pytest.mark.django_db
def test_unclear_advertising_is_never_repeated(server: MailServer, told: list[EventData]) -> None:
    message = queue(category="marketing")
    server.dropping = True
    send()
    assert (state(message), facts(told)) == ("unclear", [("mail.unclear", "order:1:paid")])
    assert (send(timedelta(days=2)), len(server.letters)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_killed_sender_leaves_an_unclear_mail_that_is_repeated_once(server: MailServer) -> None:
    message = queue()
    server.silent = True
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}/",
    }
    worker = subprocess.Popen([sys.executable, "-c", SENDER], env=environment)
    wait_until(lambda: bool(server.letters) or worker.poll() is not None, "the mail is on the wire", seconds=90)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    server.silent = False
    assert (state(message), send()) == ("sending", 0)
    send(timedelta(minutes=4))
    assert state(message) == "unclear"
    assert (send(timedelta(minutes=1)), state(message)) == (1, "accepted")
    assert [letter.mail["Message-ID"] for letter in server.letters] == [message.message_id] * 2


@pytest.mark.django_db
def test_a_dead_worker_that_had_not_begun_loses_nothing(server: MailServer) -> None:
    message = queue()
    Message.objects.update(state="claimed", lease_token="gone", leased_until=clock.now())
    assert (send(timedelta(seconds=1)), state(message), len(server.letters)) == (1, "accepted", 1)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(server: MailServer) -> None:
    with transaction.atomic():
        for number in range(30):
            queue(key=f"mail:{number}")
    start, sent = threading.Barrier(3), []

    def work() -> None:
        start.wait()
        sent.append(send_due(clock.now()))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 30
    assert len({letter.mail["Message-ID"] for letter in server.letters}) == len(server.letters) == 30


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(server: MailServer) -> None:
    queue()
    with pytest.raises(RuntimeError), transaction.atomic():
        send_due(clock.now())
    assert server.letters == []


@pytest.mark.django_db
def test_lines_of_a_single_dot_and_long_ones_arrive_whole(server: MailServer) -> None:
    message = queue()
    Message.objects.filter(pk=message.pk).update(text=f"one\n.\n..two\n{'x' * 3000}\n", html="")
    send()
    assert server.letters[0].text.replace("\r\n", "\n") == f"one\n.\n..two\n{'x' * 3000}\n"


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_fails_and_holds_up_nobody(server: MailServer, told: list[EventData]) -> None:
    broken, good = queue(key="broken"), queue(key="good")
    Message.objects.filter(pk=broken.pk).update(subject="a\nb")
    assert (send(), state(broken), state(good)) == (1, "failed", "accepted")
    assert facts(told) == [("mail.failed", "broken"), ("mail.accepted", "good")]


@pytest.mark.django_db
def test_a_subscriber_that_fails_leaves_its_mail_unclear_and_holds_up_nobody(server: MailServer) -> None:
    def stumble(event: EventData) -> None:
        if event.payload["effect_key"] == "bad" and len(server.letters) < 3:
            raise ZeroDivisionError

    bus.subscribe("mail.accepted", in_transaction=True)(stumble)
    try:
        bad, good = queue(key="bad"), queue(key="good")
        assert (send(), state(bad), state(good)) == (1, "sending", "accepted")
        send(timedelta(minutes=4))
        assert (state(bad), send(timedelta(minutes=1)), state(bad)) == ("unclear", 1, "accepted")
    finally:
        bus._at_once["mail.accepted"].remove(stumble)
    assert server.letters[0].mail["Message-ID"] == server.letters[2].mail["Message-ID"]
