"""Mails of the shop that are not part of the purchase itself."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from mailing.registry import register_template


def register() -> None:
    placeholders = {
        "withdrawal.number": "W-2026-000012",
        "withdrawal.received_at": datetime(2026, 11, 26, 9, 14, tzinfo=UTC),
        "withdrawal.name": "Johanna Winter",
        "withdrawal.contract": "B-2026-000123",
        "withdrawal.email": "johanna.winter@example.org",
    }
    # The law wants all of it in the receipt (§ 356a (4) BGB).
    register_template("withdrawal_received", _("Withdrawal received"), placeholders, required=list(placeholders))
