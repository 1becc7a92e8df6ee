"""What the mails about forms say: the arguments of `queue_mail` for each of them, but its effect key."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailing.registry import register_template
from website.form_presenting import Row, rows
from website.form_spam import without_links
from website.models import FormSubmission

_ANSWERS = [{"label": "Ihre Frage", "text": "Wann beginnt das nächste Seminar?"}]


def register() -> None:
    register_template(
        "form_notice",
        _("Form: somebody has sent it"),
        {
            "form.name": "Seminaranfrage",
            "submission.url": "https://verlag.example/admin/einsendungen/inspect/7/",
            "submission.files": 1,
            "submission.email": "johanna.winter@example.org",
            "answers": _ANSWERS,
        },
        required=["form.name", "submission.url"],
        optional=["submission.files", "submission.email"],
    )
    register_template(
        "form_copy",
        _("Form: copy for the sender"),
        {"form.name": "Seminaranfrage", "answers": _ANSWERS},
        required=["form.name", "answers"],
    )


def notice(submission: FormSubmission, address: str) -> dict[str, Any]:
    """Files stay in the house. The answer goes to whoever has written."""
    told = {
        "url": settings.SITE_URL + reverse("form_submissions:inspect", args=[submission.pk]),
        "email": submission.email,
        "files": submission.files.count() or None,
    }
    return {
        "template": "form_notice",
        "to": address,
        "to_name": "",
        "context": {
            "form": {"name": submission.form.name},
            "submission": told,
            "answers": [{"label": row.label, "text": row.text} for row in rows(submission) if row.text],
        },
        "headers": {"Reply-To": submission.email} if submission.email else {},
        "related": submission,
        "person_id": submission.person_id,
        "language": settings.LANGUAGE_CODE,
    }


def copy(submission: FormSubmission) -> dict[str, Any]:
    """It goes to an address that nobody has proven: without links, so that it is of no use to anybody else."""
    return {
        "template": "form_copy",
        "to": submission.email,
        "to_name": "",
        "context": {
            "form": {"name": submission.form.name},
            "answers": [{"label": row.label, "text": _for_sender(row)} for row in rows(submission) if row.text],
        },
        "related": submission,
        "person_id": submission.person_id,
        "language": submission.language,
    }


def _for_sender(row: Row) -> str:
    """What they consented to goes with it, in our words; what they typed goes without links."""
    return f"{row.text}: {row.words}" if row.words else without_links(row.text)
