from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    TRANSACTIONAL = "transactional", _("transactional")
    SECURITY = "security", _("security")
    MARKETING = "marketing", _("marketing")


class State(models.TextChoices):
    """The way of a message. `accepted`: the mail server has taken it; nobody knows whether it was read."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("in hand")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("sent")
    FAILED = "failed", _("failed")
    UNCLEAR = "unclear", _("unclear")
    CANCELLED = "cancelled", _("cancelled")


PRIORITY = {Category.SECURITY: 0, Category.TRANSACTIONAL: 10, Category.MARKETING: 30}
