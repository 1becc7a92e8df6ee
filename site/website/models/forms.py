import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PreviewableMixin

from core.files import private_storage
from customers.models import Person
from mailing.hygiene import checked_address
from website.form_building import form_context
from website.form_fields import FieldsBlock, lines

MOST_RECIPIENTS = 5
MOST_DAYS = 36_500
LARGEST_FILES = 20  # megabytes, all of a form together: below settings.MAX_BODY_UPLOAD


class Form(PreviewableMixin, models.Model):
    """What editors ask of visitors. It stands on any page, and its submissions outlive the page."""

    name = models.CharField(
        _("name"), max_length=120, help_text=_("Stands in lists and mails, and above the form where it has no page.")
    )
    questions = StreamField(FieldsBlock(), verbose_name=_("fields"), min_num=1)
    button = models.CharField(_("words on the button"), max_length=60, blank=True, help_text=_("Empty: “Send”."))
    thanks_title = models.CharField(
        _("heading of the thank-you page"), max_length=120, blank=True, help_text=_("Empty: “Thank you”.")
    )
    thanks = RichTextField(
        _("text of the thank-you page"),
        blank=True,
        features=["bold", "italic", "ol", "ul", "link", "document-link"],
        help_text=_("What happens now, and when."),
    )
    recipients = models.TextField(
        _("who gets a mail"),
        blank=True,
        help_text=_("E-mail addresses, one per line. Empty: submissions wait in the back office."),
    )
    copy_to_sender = models.BooleanField(
        _("send the visitor a copy"), default=False, help_text=_("To the first e-mail address that the form asks for.")
    )
    retention_days = models.PositiveIntegerField(
        _("delete submissions after so many days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: they stay until somebody deletes them. With them go their files and mails."),
    )
    open = models.BooleanField(_("takes submissions"), default=True)

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days__isnull=True) | models.Q(retention_days__range=(1, MOST_DAYS)),
                name="website_form_retention",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self._check_recipients()
        if self.copy_to_sender and not self.of_kind("email"):
            raise ValidationError({"copy_to_sender": _("Without a field for the e-mail address there is no copy.")})
        if sum(field.value["megabytes"] or 0 for field in self.of_kind("file")) > LARGEST_FILES:
            message = _("All files of a form together may have at most %(limit)s MB.")
            raise ValidationError({"questions": ValidationError(message, params={"limit": LARGEST_FILES})})

    def of_kind(self, kind: str) -> list[Any]:
        """The fields of this kind, as blocks of the stream."""
        return [field for field in self.questions if field.block_type == kind]

    @property
    def recipient_list(self) -> list[str]:
        return lines(self.recipients)

    @property
    def address(self) -> str:
        """Where it is sent to. There it also stands by itself."""
        return reverse("website:form", args=[self.pk]) if self.pk else ""

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "website/form.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), **form_context(self, request)}

    def _check_recipients(self) -> None:
        if len(self.recipient_list) > MOST_RECIPIENTS:
            message = _("At most %(count)s addresses.")
            raise ValidationError({"recipients": ValidationError(message, params={"count": MOST_RECIPIENTS})})
        for address in self.recipient_list:
            try:
                checked_address(address)
            except ValidationError as error:
                message = _("This is not an e-mail address: %(address)s")
                raise ValidationError({"recipients": ValidationError(message, params={"address": address})}) from error


class FormSubmission(models.Model):
    """What somebody sent by a form, with the labels and the legal words as they stood there. Never edited."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        DONE = "done", _("done")
        SUSPECT = "suspect", _("suspected spam")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    form = models.ForeignKey(Form, verbose_name=_("form"), on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(_("received"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    suspicion = models.CharField(max_length=80, blank=True)  # codes of form_spam.WORDS
    answers = models.JSONField(_("answers"), default=list)  # [{"id", "kind", "label", "value"}], consents have "text"
    words = models.TextField(blank=True)  # what the list is searched by: cms.finding
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, on_delete=models.PROTECT, related_name="form_submissions"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=5, default="de")
    fingerprint = models.CharField(max_length=64)
    copied = models.BooleanField(default=False)  # the sender gets a copy

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        default_permissions = ("view",)
        permissions = [
            ("handle_formsubmission", "Can mark submissions as done or as spam"),
            ("erase_formsubmission", "Can delete submissions for data protection"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["new", "done", "suspect"]), name="website_formsubmission_state"
            )
        ]
        indexes = [
            models.Index(fields=["form", "submitted_at"]),
            models.Index(fields=["state", "submitted_at"]),
            models.Index(fields=["form", "fingerprint", "submitted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {date_format(localtime(self.submitted_at), 'd.m.Y H:i')}"


class SubmissionFile(models.Model):
    """A file of a submission: in private storage under a name of ours, never at an address."""

    submission = models.ForeignKey(FormSubmission, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=40)
    name = models.CharField(_("file"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
