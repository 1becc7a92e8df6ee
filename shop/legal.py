"""Texts that the law asks for at the till. A changed text is a new text: the order keeps the one that was shown."""

from django.utils.translation import gettext as _

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
    pages = {"terms": settings.terms, "withdrawal": settings.withdrawal}
    return {role: page.live_revision_id for role, page in pages.items() if page and page.live_revision_id}
