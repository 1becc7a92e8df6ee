from django.urls import reverse

from core.tokens import derived_token
from website.models import FormSubmission


def thanks_token(submission: FormSubmission) -> str:
    return derived_token("form-submission", str(submission.uuid))


def thanks_path(submission: FormSubmission) -> str:
    return reverse("website:form_thanks", args=[thanks_token(submission)])
