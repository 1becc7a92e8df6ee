from billing import issuers
from billing.models import Invoice


def issue_invoice(*, receivable_id: int) -> Invoice:
    """Issue the invoice of a claim, or return the one that exists; finishes one that a crash left without documents."""
    return issuers.selected()(receivable_id=receivable_id)
