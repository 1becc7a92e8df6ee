"""The screens of one mail: the mail itself, what has happened to it, and what can be done about it."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_required

from core.admin import ActionRefused, ActionView, ReasonForm, RecordView
from mailing.forms import AddressForm
from mailing.models import Message, MessageAttachment
from mailing.selectors import history, redacted
from mailing.services import NotPossible, cancel_message, mark_as_sent, resend_message

PERMISSION = "mailing.operate_message"
OUTCOMES = {
    "mail.accepted": _("accepted"),
    "mail.deferred": _("put off"),
    "mail.failed": _("refused"),
    "mail.unclear": _("unclear"),
    "mail.repeated": _("queued once more, because the outcome was unknown"),
}
# The mail is a guest here: no script, no form, nothing loaded from anywhere, no way out of its frame.
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"
DISARM = "<style>a { pointer-events: none; }</style></head>"


def framed(content: str, *, plain: bool = False) -> HttpResponse:
    """A mail to look at: its links lead nowhere, so that nobody uses up a customer's link by a click."""
    if plain:
        response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(content.replace("</head>", DISARM, 1))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


@permission_required("mailing.view_message")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message, pk=pk)
    if message.holds_secret or not message.html:
        raise Http404
    return framed(message.html)


@permission_required("mailing.view_message")
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    item = get_object_or_404(MessageAttachment.objects.select_related("document"), pk=attachment, message=pk)
    return HttpResponse(
        bytes(item.document.data),
        content_type=item.document.content_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(item.name)}"},
    )


class MessageView(RecordView):
    template_name = "mailing/admin/message.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        message = self.object
        return {
            **super().get_context_data(**kwargs),
            "text": redacted(message.text) if message.holds_secret else message.text,
            "headers": {"Message-ID": message.message_id, **message.headers},
            "attachments": message.attachments.select_related("document").order_by("pk"),
            "attempts": [
                {"entry": entry, "outcome": OUTCOMES[entry.action], "answers": entry.values.all()}
                for entry in history(message)
                if entry.action in OUTCOMES
            ],
            "resends": message.resends.order_by("pk"),
            "may_operate": self.request.user.has_perm(PERMISSION),
        }


class MessageAction(ActionView):
    model = Message
    permission = PERMISSION
    icon = "mail"
    serious = False

    def back(self, obj: Message) -> str:
        return reverse("mail_log:inspect", args=[obj.pk])

    def act(self, obj: Message, data: dict[str, Any]) -> None:
        try:
            self.do(obj, data)
        except NotPossible as refusal:
            raise ActionRefused(str(refusal)) from refusal

    def do(self, message: Message, data: dict[str, Any]) -> None:
        raise NotImplementedError


class Resend(MessageAction):
    title = _("Send this mail again")
    consequence = _("The same mail goes to the same address once more, with its attachments.")
    button = _("Send again")
    done = _("The mail is queued and goes out in a moment.")

    def do(self, message: Message, data: dict[str, Any]) -> None:
        resend_message(message_id=message.pk, actor=self.request.user)


class ResendTo(MessageAction):
    form_class = AddressForm
    title = _("Send this mail to a corrected address")
    consequence = _(
        "The same mail goes to the address below. The customer's own address is not changed by this; links in the "
        "mail work for whoever receives it."
    )
    button = _("Send to this address")
    done = _("The mail is queued and goes out in a moment.")
    serious = True

    def do(self, message: Message, data: dict[str, Any]) -> None:
        resend_message(message_id=message.pk, actor=self.request.user, to=data["to"])


class MarkAsSent(MessageAction):
    title = _("Mark this mail as sent")
    consequence = _("Nobody knows whether this mail arrived. You say that it did; what waits for it goes on.")
    button = _("It did arrive")
    done = _("The mail counts as sent.")

    def do(self, message: Message, data: dict[str, Any]) -> None:
        mark_as_sent(message_id=message.pk, actor=self.request.user)


class Cancel(MessageAction):
    form_class = ReasonForm
    title = _("Cancel this mail")
    consequence = _("The mail is not sent, and leaves the list of those that need attention.")
    button = _("Cancel the mail")
    done = _("The mail is cancelled.")
    serious = True

    def do(self, message: Message, data: dict[str, Any]) -> None:
        cancel_message(message_id=message.pk, actor=self.request.user, reason=data["reason"])
