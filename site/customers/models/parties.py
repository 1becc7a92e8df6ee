from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


class Person(models.Model):
    """A human being, with or without login. Found by the normalised e-mail address, never by name."""

    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"))
    email_key = models.CharField(max_length=254, unique=True, editable=False)
    phone = PhoneNumberField(_("phone"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("login"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="person",
    )
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Customer(models.Model):
    """The account that buys."""

    number = models.CharField(_("customer number"), max_length=30, unique=True)
    person = models.OneToOneField(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="customer")
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return f"{self.number} {self.person}"


class ChangeProposal(models.Model):
    """What somebody typed who may not be the person ("Änderungsvorschlag"): staff or the verified person decide."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DISMISSED = "dismissed", _("dismissed")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="proposals")
    values = models.JSONField(_("typed"))
    source = models.CharField(_("where"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("change proposal")
        verbose_name_plural = _("change proposals")
        permissions = [("decide_proposal", "Can accept or dismiss change proposals")]

    def __str__(self) -> str:
        return f"{self.person}: {', '.join(self.values.values())}"

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the name of the field."""
        return {str(getattr(Person, field).field.verbose_name): value for field, value in self.values.items()}
