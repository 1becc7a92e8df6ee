"""Texts that the law asks for at the till. A changed text is a new text: the order keeps the one that was shown."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import LegalSettings


def waiver_text() -> str:
    """§ 356 (5) BGB: consent to begin at once, and knowledge that the right of withdrawal ends by it."""
    return _(
        "I expressly agree that you begin with the delivery before the withdrawal period ends, "
        "and I know that my right of withdrawal ends when the delivery begins."
    )


def current_revisions() -> dict[str, int]:
    """The revisions of terms and withdrawal instruction that are in force, by page role."""
    settings = LegalSettings.load()
    ids = {"terms": settings.terms_id, "withdrawal": settings.withdrawal_id}
    live = Page.objects.filter(pk__in=[pk for pk in ids.values() if pk], live=True)
    revisions = dict(live.values_list("pk", "live_revision_id"))
    return {role: revisions[pk] for role, pk in ids.items() if revisions.get(pk)}
