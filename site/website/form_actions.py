"""One submission as staff see it, and what they do with it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.admin import ActionRefused, ActionView, ReasonForm, RecordView
from core.http import send_private
from mailing.models import Message
from website.form_presenting import rows
from website.form_spam import WORDS
from website.models import FormSubmission, SubmissionFile
from website.services.forms import (
    erase_submission,
    finish_submission,
    release_submission,
    reopen_submission,
    suspect_submission,
)

VIEW, HANDLE, ERASE = (f"website.{verb}_formsubmission" for verb in ("view", "handle", "erase"))


class SubmissionView(RecordView):
    template_name = "website/admin/submission.html"
    object: FormSubmission

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        related = {"related_type": "website.formsubmission", "related_id": str(self.object.pk)}
        return {
            **super().get_context_data(**kwargs),
            "rows": rows(self.object),
            "suspicions": [WORDS[code] for code in self.object.suspicion.split(",") if code],
            "customer": getattr(self.object.person, "customer", None),
            "mails": Message.objects.filter(**related).order_by("pk"),
        }


def file(request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    found = get_object_or_404(SubmissionFile, pk=file, submission=pk)
    return send_private(found.file, name=found.name, content_type=found.content_type)


class Action(ActionView):
    model = FormSubmission
    permission = HANDLE
    serious = False
    icon = "mail"
    service: Callable[..., FormSubmission]

    def act(self, obj: FormSubmission, data: dict[str, Any]) -> None:
        submission = self.service(submission_id=obj.pk, actor=self.request.user)
        if submission.state == obj.state:
            message = _("Nothing was changed: the submission is “%(state)s” by now.")
            raise ActionRefused(message % {"state": submission.get_state_display()})

    def back(self, obj: FormSubmission) -> str:
        return reverse("form_submissions:inspect", args=[obj.pk])


class Finish(Action):
    title = button = _("Mark as done")
    consequence = _("It no longer waits on the home page. Nobody is told.")
    done = _("The submission is done.")
    service = staticmethod(finish_submission)


class Reopen(Action):
    title = button = _("Mark as new")
    consequence = _("It waits on the home page again. Nobody is told.")
    done = _("The submission is new again.")
    service = staticmethod(reopen_submission)


class Release(Action):
    title = button = _("This is no spam")
    consequence = _(
        "It counts as received: the mails that have been held back are sent now, and rules for the form begin."
    )
    done = _("The submission counts as received.")
    service = staticmethod(release_submission)


class Suspect(Action):
    title = button = _("This is spam")
    consequence = _("It is put aside. Mails that have been sent are not called back.")
    done = _("The submission is put aside.")
    service = staticmethod(suspect_submission)


class Erase(Action):
    permission = ERASE
    serious = True
    icon = "bin"
    title = button = _("Delete for data protection")
    consequence = _(
        "Answers, files and mails of this submission are deleted for good. The history keeps that it was there and "
        "when; of somebody who is known here, also that it was theirs."
    )
    done = _("The submission is deleted.")
    form_class: ClassVar[type[forms.Form] | None] = ReasonForm

    def back(self, obj: FormSubmission) -> str:
        left = FormSubmission.objects.filter(pk=obj.pk).exists()
        return super().back(obj) if left else reverse("form_submissions:index")

    def act(self, obj: FormSubmission, data: dict[str, Any]) -> None:
        erase_submission(submission_id=obj.pk, actor=self.request.user, reason=data["reason"])


urlpatterns = [
    path("<int:pk>/datei/<int:file>/", file, name="file"),
    path("<int:pk>/erledigt/", Finish.as_view(), name="finish"),
    path("<int:pk>/neu/", Reopen.as_view(), name="reopen"),
    path("<int:pk>/kein-spam/", Release.as_view(), name="release"),
    path("<int:pk>/spam/", Suspect.as_view(), name="suspect"),
    path("<int:pk>/loeschen/", Erase.as_view(), name="erase"),
]
