"""What has been sent: kept whole and once, told to whom it concerns, and gone when its time is up."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.serializers import serialize
from django.db import IntegrityError
from django.test import Client
from django.utils import translation

from core import clock, duties
from core.models import DomainEvent, DutyRun, ProtocolEntry, ProtocolValue
from customers.models import ChangeProposal, Person
from mailing.models import Message
from tests.factories import a_company, a_placed_order
from tests.website.enquiries import BROWSER, GOOD, PDF, a_file, a_form, a_submission, entries, ids, send, values
from website.models import Form, FormSubmission, SubmissionFile
from website.services.forms import (
    erase_submission,
    finish_submission,
    forget_old_submissions,
    release_submission,
    reopen_submission,
    suspect_submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C07")]


@pytest.fixture
def form() -> Form:
    return a_form(recipients="anfragen@haselrain.example\nchef@haselrain.example", copy_to_sender=True)


def told() -> list[dict[str, Any]]:
    return list(DomainEvent.objects.filter(name="form.submitted").values_list("payload", flat=True))


def mails() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("template", "to_email"))


def test_answers_are_kept_as_what_they_are(form: Form) -> None:
    kept = a_submission(form)
    assert values(kept) == {
        **GOOD, "Telefon": "+4930123456", "Personen": "12.5", "Unterlagen": "", "Datenschutz": True,
    }  # fmt: skip
    assert kept.state == "new"
    assert kept.email == "erika@example.org"


def test_the_words_of_a_consent_are_kept_as_they_are_read() -> None:
    text = '<p>Haselrain &amp; Söhne<br/>darf &lt;mir&gt; schreiben.</p><p>Wie <a href="https://x.example/?a=1&amp;b=2">hier</a>.</p>'
    form = a_form([("consent", {"label": "Post", "text": text, "required": True})])
    [answer] = a_submission(form, Post="on").answers
    assert answer["text"] == "Haselrain & Söhne darf <mir> schreiben. Wie hier (https://x.example/?a=1&b=2)."


def test_the_words_of_a_consent_are_kept_as_they_were(form: Form) -> None:
    kept = a_submission(form)
    words = "Ich bin mit der Speicherung (https://haselrain.example/datenschutz/) einverstanden."
    assert kept.answers[-1]["text"] == words
    form.questions[-1].value["text"] = type(form.questions[-1].value["text"])("<p>Ganz anders.</p>")
    form.save()
    kept.refresh_from_db()
    assert kept.answers[-1]["text"] == words


def test_a_new_label_and_a_field_taken_away_leave_old_submissions_as_they_are(form: Form) -> None:
    before = a_submission(form)
    name = ids(form)["Name"]
    form.questions[0].value["label"] = "Wie heißen Sie?"
    del form.questions[3]
    form.save()
    form = Form.objects.get(pk=form.pk)
    after = send(form, {**entries(form), name: "Otto"})
    assert after.status_code == 303
    newest = FormSubmission.objects.latest("pk")
    before.refresh_from_db()
    assert {answer["id"]: answer["label"] for answer in before.answers}[name] == "Name"
    assert {answer["id"]: answer["label"] for answer in newest.answers}[name] == "Wie heißen Sie?"
    assert values(before)["Frage"] == GOOD["Frage"]
    assert "Frage" not in values(newest)


@pytest.mark.parametrize("key", ["", "5f0c1f5e-3c5d-4c43-9d3f-0a1b2c3d4e5f"], ids=["without script", "with script"])
def test_the_same_twice_is_kept_once(form: Form, key: str) -> None:
    file = ids(form)["Unterlagen"]
    first, again = (send(form, {**entries(form), "key": key, file: a_file()}) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert (FormSubmission.objects.count(), SubmissionFile.objects.count(), len(told())) == (1, 1, 1)
    assert len(mails()) == 3


def test_other_words_another_file_and_another_visitor_are_another_submission(form: Form) -> None:
    file = ids(form)["Unterlagen"]
    send(form)
    send(form, entries(form, Frage="Noch etwas?"))
    send(form, {**entries(form), file: a_file()})
    send(form, {**entries(form), file: a_file(PDF + b" ")})
    send(form, client=Client(REMOTE_ADDR="203.0.113.9"))
    assert FormSubmission.objects.count() == 5
    clock.shift(timedelta(minutes=11))
    send(form)
    assert FormSubmission.objects.count() == 6


def test_a_person_we_know_is_linked_and_stays_as_they_are(form: Form) -> None:
    a_company()
    person = a_placed_order(email="erika@example.org").customer.person
    kept = a_submission(form, **{"E-Mail": "Erika@Example.ORG", "Name": "Ganz Anders"})
    assert kept.person == person
    person.refresh_from_db()
    assert person.full_name == "Erika Leserin"
    assert not ChangeProposal.objects.exists()
    assert told() == [{"form": form.pk, "submission": kept.pk, "person_id": person.pk}]


def test_a_stranger_stays_a_stranger(form: Form) -> None:
    assert a_submission(form).person is None
    assert not Person.objects.exists()


def test_the_fact_is_told_with_the_submission(form: Form) -> None:
    kept = a_submission(form)
    assert told() == [{"form": form.pk, "submission": kept.pk, "person_id": None}]


def test_the_protocol_notes_it_without_anything_personal(form: Form) -> None:
    kept = a_submission(form)
    entry = ProtocolEntry.objects.get(action="form.submission_received")
    assert (entry.object_id, entry.data) == (str(kept.pk), {"form": form.pk})
    assert "erika" not in f"{entry.changes}{entry.data}".lower()


def test_recipients_get_a_mail_that_can_be_answered_and_the_sender_a_copy(form: Form) -> None:
    kept = a_submission(form)
    assert mails() == [
        ("form_copy", "erika@example.org"),
        ("form_notice", "anfragen@haselrain.example"),
        ("form_notice", "chef@haselrain.example"),
    ]
    notice = Message.objects.filter(template="form_notice")[0]
    assert "Wann geht es los?" in notice.text
    assert f"/admin/einsendungen/inspect/{kept.pk}/" in notice.text
    assert notice.headers["Reply-To"] == "erika@example.org"
    assert notice.attachments.count() == 0
    assert "01.03.2027" in notice.text
    told = " ".join(Message.objects.get(template="form_copy").text.split())
    assert "ja: Ich bin mit der Speicherung" in told, "what they consented to goes with it"


def test_a_file_is_told_of_and_stays_in_the_house(form: Form) -> None:
    send(form, {**entries(form), ids(form)["Unterlagen"]: a_file(name="Lebenslauf Erika.pdf")})
    notice = Message.objects.filter(template="form_notice")[0]
    assert "Lebenslauf Erika.pdf" in notice.text
    assert "Back-Office" in notice.text
    assert notice.attachments.count() == 0
    file = SubmissionFile.objects.get()
    with file.file.open() as kept:
        assert kept.read() == PDF
    assert "Lebenslauf" not in str(file.file.name)
    with pytest.raises(ValueError, match="no address"):
        _ = file.file.url


def test_nobody_can_use_the_copy_to_send_somebody_else_a_link(form: Form) -> None:
    a_submission(form, Frage="Schauen Sie auf https://evil.example/x und www.evil.example!")
    assert "evil" not in Message.objects.get(template="form_copy").text
    assert "evil" in Message.objects.filter(template="form_notice")[0].text


def test_one_address_gets_only_so_many_copies(form: Form) -> None:
    for number in range(7):
        send(form, entries(form, Frage=str(number)), client=Client(REMOTE_ADDR=f"203.0.113.{number}"))
    assert FormSubmission.objects.count() == 7
    assert Message.objects.filter(template="form_copy").count() == 5


def test_mails_speak_the_language_of_whom_they_go_to(form: Form) -> None:
    with translation.override("en"):
        a_submission(form)
    assert Message.objects.get(template="form_copy").subject == "Your entries: Seminaranfrage"
    assert Message.objects.filter(template="form_notice")[0].subject == "Neue Einsendung: Seminaranfrage"


def test_staff_work_a_submission_off(form: Form) -> None:
    kept = a_submission(form)
    assert finish_submission(submission_id=kept.pk, actor=None).state == "done"
    assert suspect_submission(submission_id=kept.pk, actor=None).state == "done", "only what is new can be spam"
    assert reopen_submission(submission_id=kept.pk, actor=None).state == "new"
    assert suspect_submission(submission_id=kept.pk, actor=None).suspicion == "staff"
    assert release_submission(submission_id=kept.pk, actor=None).state == "new"
    assert (len(mails()), len(told())) == (3, 1), "what has been told is not told again"


def test_erasing_leaves_nothing_but_that_it_was_there(form: Form, django_capture_on_commit_callbacks: Any) -> None:
    send(form, {**entries(form), ids(form)["Unterlagen"]: a_file()})
    kept, name = FormSubmission.objects.get(), str(SubmissionFile.objects.get().file.name)
    with django_capture_on_commit_callbacks(execute=True):
        erase_submission(submission_id=kept.pk, actor=None, reason="Bitte vom 1. Mai")
    assert not FormSubmission.objects.exists()
    assert not Message.objects.exists()
    assert not ProtocolValue.objects.filter(new__contains="erika").exists()
    assert not storages["private"].exists(name)
    assert ProtocolEntry.objects.get(action="form.submission_erased").data == {"reason": "Bitte vom 1. Mai"}
    erase_submission(submission_id=kept.pk)  # twice does no harm


def test_of_a_person_we_know_only_the_number_stays_in_the_history(form: Form) -> None:
    a_company()
    person = a_placed_order(email="leser@example.org").customer.person
    before = ProtocolEntry.objects.latest("pk").pk
    kept = a_submission(form, **{"E-Mail": "leser@example.org", "Name": "Ganz Anders", "Frage": "Ganz geheim"})
    finish_submission(submission_id=kept.pk, actor=None)
    erase_submission(submission_id=kept.pk, reason="Auf Bitte")
    entries_left = ProtocolEntry.objects.filter(pk__gt=before)
    said = serialize("json", [*entries_left, *ProtocolValue.objects.filter(entry__in=entries_left)])
    said += serialize("json", DomainEvent.objects.filter(subject_type="website.formsubmission"))
    said += serialize("json", Message.objects.filter(related_type="website.formsubmission"))
    for told_before in ("leser@example.org", "Ganz Anders", "Ganz geheim", "+4930123456"):
        assert told_before not in said
    about = entries_left.filter(object_type="website.formsubmission")
    assert set(about.values_list("person_id", flat=True)) == {person.pk}, "as the button says"


def test_the_duty_that_cleans_up_deletes_what_is_older_than_the_form_says(form: Form) -> None:
    keeps = a_form(name="Für immer")
    form.retention_days = 30
    form.save()
    old, kept = a_submission(form), a_submission(keeps)
    clock.shift(timedelta(days=29))
    assert forget_old_submissions(clock.now()) == 0
    young = a_submission(form, Frage="Später")
    clock.shift(timedelta(days=2))
    duties.run("clean_up")
    assert set(FormSubmission.objects.all()) == {young, kept}
    assert not Message.objects.filter(related_type="website.formsubmission", related_id=str(old.pk)).exists()


def test_the_longest_time_that_a_form_may_say_stops_no_clean_up(form: Form) -> None:
    Form.objects.update(retention_days=36_500)
    kept = a_submission(form)
    duties.run("clean_up")
    assert not DutyRun.objects.get(name="clean_up").error
    assert FormSubmission.objects.get() == kept
    with pytest.raises(IntegrityError):
        Form.objects.update(retention_days=36_501)


def test_a_form_that_has_been_sent_cannot_vanish(form: Form) -> None:
    from django.db.models import ProtectedError  # noqa: PLC0415

    a_submission(form)
    with pytest.raises(ProtectedError):
        form.delete()


def test_looking_changes_nothing(client: Client, form: Form) -> None:
    before = DomainEvent.objects.count()
    client.get(form.address, headers=BROWSER)
    assert (FormSubmission.objects.count(), DomainEvent.objects.count()) == (0, before)
