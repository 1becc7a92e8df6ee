import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import StoredDocument, WorkRow
from mailing.enums import Category, State


class Message(WorkRow):
    """One mail to one address, rendered and frozen when it was queued.

    `effect_key` makes queueing idempotent; `message_id` is fixed before the first attempt, so that a repeated mail can
    be told from a second one.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    effect_key = models.CharField(max_length=200, unique=True)
    category = models.CharField(_("kind"), max_length=20, choices=Category)
    template = models.CharField(_("template"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    to_email = models.EmailField(_("to"))
    to_name = models.CharField(_("name"), max_length=120, blank=True)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    related_type = models.CharField(max_length=60, blank=True)
    related_id = models.CharField(max_length=40, blank=True)
    person_id = models.BigIntegerField(null=True)
    priority = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(_("time"))
    repeated_at = models.DateTimeField(_("sent once more"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    last_response = models.TextField(_("answer of the mail server"), blank=True)
    resend_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="resends")

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        default_permissions = ("view",)
        permissions = [("operate_message", _("Send mails again, cancel them, settle unclear ones"))]
        indexes = [
            models.Index(fields=["state", "due_at", "id"]),
            models.Index(fields=["state", "leased_until"]),
            models.Index(fields=["related_type", "related_id"]),
            models.Index(fields=["person_id", "id"]),
            models.Index(fields=["created_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="mailing_message_state"),
            models.CheckConstraint(condition=models.Q(category__in=Category.values), name="mailing_message_category"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def origin_key(self) -> str:
        """The effect that this mail brings about: that of the first one, when it is a repetition by staff."""
        return self.resend_of.effect_key if self.resend_of else self.effect_key

    @property
    def holds_secret(self) -> bool:
        """Links to set a password are nobody's business but the addressee's."""
        return self.category == Category.SECURITY

    @property
    def repeats_by_itself(self) -> bool:
        """An unknown outcome is tried once more, but not for advertising."""
        return self.category != Category.MARKETING and self.repeated_at is None

    @property
    def may_be_cancelled(self) -> bool:
        return self.state in {State.QUEUED, State.FAILED, State.UNCLEAR}

    @property
    def may_be_resent(self) -> bool:
        return self.state in {State.ACCEPTED, State.FAILED, State.UNCLEAR, State.CANCELLED}


class MessageAttachment(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(StoredDocument, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
