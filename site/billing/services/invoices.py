from billing import issuers
from billing.models import Invoice


def issue_invoice(*, receivable_id: int) -> Invoice:
    """Issue the invoice of a claim, or return the one that exists; finishes one that a crash left without documents.

    Never inside a transaction: rendering takes its time. Raises CannotIssueError when it would not be lawful.
    """
    return issuers.selected()(receivable_id=receivable_id)
