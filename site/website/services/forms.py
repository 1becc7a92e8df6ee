"""Submissions of forms: kept once, told to whom it concerns, worked off by staff, and deleted when their time is up."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.crypto import salted_hmac

from cms.finding import words_in
from cms.generation import raise_generation
from core import bus, clock, protocol
from core.tokens import digest
from customers.selectors import person_of_address
from mailing.hygiene import clean_line
from mailing.services import forget_messages, queue_mail
from website import facts, form_mails
from website.form_tokens import thanks_token
from website.models import Form, FormSubmission, SubmissionFile

State = FormSubmission.State
SAME_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Sent:
    """A valid form. `sender` tells two visitors apart who send the same words; it is not kept."""

    form: Form
    answers: list[dict[str, Any]]
    sender: str
    uploads: Mapping[str, UploadedFile] = field(default_factory=dict)
    email: str = ""
    page_id: int | None = None
    language: str = "de"
    suspicions: list[str] = field(default_factory=list)
    copied: bool = False


@transaction.atomic
def save_form(*, form: Form) -> Form:
    """New or changed by an editor. Pages that show it are made anew."""
    changed = form.pk is not None
    form.save()
    protocol.record("form.changed" if changed else "form.created", obj=form)
    raise_generation()
    return form


def submit_form(*, sent: Sent) -> FormSubmission:
    """Keep it, and tell those whom it concerns unless it looks like spam. The same again finds the first one."""
    files: list[SubmissionFile] = []
    try:
        return _keep(sent, files)
    except BaseException:
        _delete_files([kept.file for kept in files])
        raise


@transaction.atomic
def _keep(sent: Sent, files: list[SubmissionFile]) -> FormSubmission:
    form = Form.objects.select_for_update().get(pk=sent.form.pk)  # two clicks at once wait for each other here
    now, fingerprint = clock.now(), _fingerprint(sent)
    same = form.submissions.filter(fingerprint=fingerprint, submitted_at__gt=now - SAME_WITHIN)
    if known := same.first():
        return known
    submission = FormSubmission(
        form=form,
        submitted_at=now,
        state=State.SUSPECT if sent.suspicions else State.NEW,
        suspicion=",".join(sent.suspicions),
        answers=sent.answers,
        words=" ".join(words_in(" ".join(_said(answer["value"]) for answer in sent.answers))),
        email=sent.email,
        person=person_of_address(sent.email) if sent.email else None,
        page_id=sent.page_id,
        language=sent.language,
        fingerprint=fingerprint,
        copied=sent.copied,
    )
    submission.token_hash = digest(thanks_token(submission))
    submission.save()
    for name, upload in sent.uploads.items():
        files.append(_file(submission, name, upload))
    _note("form.submission_received", submission, suspicion=submission.suspicion)
    if submission.state == State.NEW:
        _tell(submission)
    return submission


@transaction.atomic
def finish_submission(*, submission_id: int, actor: Any) -> FormSubmission:
    return _move(submission_id, State.NEW, State.DONE, actor)


@transaction.atomic
def reopen_submission(*, submission_id: int, actor: Any) -> FormSubmission:
    return _move(submission_id, State.DONE, State.NEW, actor)


@transaction.atomic
def release_submission(*, submission_id: int, actor: Any) -> FormSubmission:
    """It is no spam: now happens what would have happened at once."""
    submission = _move(submission_id, State.SUSPECT, State.NEW, actor)
    if submission.state == State.NEW:
        _tell(submission)
    return submission


@transaction.atomic
def suspect_submission(*, submission_id: int, actor: Any) -> FormSubmission:
    """It is spam after all. What has been told stays told."""
    return _move(submission_id, State.NEW, State.SUSPECT, actor)


@transaction.atomic
def erase_submission(*, submission_id: int, actor: Any = None, reason: str = "") -> None:
    """Delete it with its files, its mails and what the protocol knows of their addresses. Harmless when it is gone.

    The entries keep ids, among them that of a person who is known otherwise.
    """
    submission = FormSubmission.objects.select_for_update().filter(pk=submission_id).first()
    if submission is None:
        return
    files = [row.file for row in submission.files.all()]
    person = submission.person_id
    protocol.record("form.submission_erased", obj=submission, actor=actor, person_id=person, data={"reason": reason})
    forget_messages(related=submission)
    submission.delete()
    transaction.on_commit(partial(_delete_files, files))


def forget_old_submissions(now: datetime) -> int:
    """Delete what is older than its form says. Returns how many."""
    count = 0
    for form in Form.objects.exclude(retention_days=None):
        limit = now - timedelta(days=form.retention_days or 0)
        for pk in list(form.submissions.filter(submitted_at__lt=limit).values_list("pk", flat=True)):
            erase_submission(submission_id=pk, reason="retention")
            count += 1
    return count


def _tell(submission: FormSubmission) -> None:
    """Mails and the fact; each of them once in the life of a submission."""
    for number, address in enumerate(submission.form.recipient_list):
        queue_mail(**form_mails.notice(submission, address), effect_key=f"form.notice:{submission.pk}:{number}")
    if submission.copied:
        queue_mail(**form_mails.copy(submission), effect_key=f"form.copy:{submission.pk}")
    bus.emit(
        facts.FORM_SUBMITTED,
        subject=submission,
        payload={"form": submission.form_id, "submission": submission.pk, "person_id": submission.person_id},
        dedupe_key=f"form.submitted:{submission.pk}",
    )


def _move(submission_id: int, before: str, after: str, actor: Any) -> FormSubmission:
    """From one state to another; whoever comes too late changes nothing."""
    submission = FormSubmission.objects.select_for_update().get(pk=submission_id)
    if submission.state != before:
        return submission
    submission.state = after
    submission.suspicion = "staff" if after == State.SUSPECT else submission.suspicion
    submission.save(update_fields=["state", "suspicion"])
    _note("form.submission_changed", submission, actor, changes={"state": [str(before), str(after)]})
    return submission


def _note(action: str, submission: FormSubmission, actor: Any = None, changes: Any = None, **data: Any) -> None:
    protocol.record(
        action,
        obj=submission,
        actor=actor,
        person_id=submission.person_id,
        changes=changes,
        data={"form": submission.form_id, **{name: value for name, value in data.items() if value}},
    )


def _delete_files(files: list[FieldFile]) -> None:
    for file in files:
        file.storage.delete(str(file.name))


def _file(submission: FormSubmission, name: str, upload: Any) -> SubmissionFile:
    row = SubmissionFile(
        submission=submission,
        field=name,
        name=_file_name(upload),
        content_type=upload.recognised.content_type,
        size=upload.size,
        sha256=_sha256(upload),
    )
    upload.seek(0)
    row.file.save(f"formulare/{uuid4().hex}", upload, save=False)
    row.save()
    return row


def _file_name(upload: Any) -> str:
    """As the visitor called it, with the ending of what it is."""
    stem = clean_line(str(upload.name)).replace("/", "-").rpartition(".")[0][:80].strip(" .")
    return f"{stem or 'datei'}.{upload.recognised.extension}"


def _fingerprint(sent: Sent) -> str:
    files = {name: _sha256(upload) for name, upload in sent.uploads.items()}
    values = [[answer["id"], answer["value"]] for answer in sent.answers]
    told = json.dumps([sent.form.pk, sent.sender, values, files], sort_keys=True)
    return salted_hmac("website.form", told, algorithm="sha256").hexdigest()


def _sha256(upload: UploadedFile) -> str:
    upload.seek(0)
    return hashlib.sha256(b"".join(upload.chunks())).hexdigest()


def _said(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
