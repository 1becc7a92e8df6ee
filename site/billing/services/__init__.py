from billing.services.invoices import issue_invoice
from billing.services.money import Money, allocate
from billing.services.own_invoices import CannotIssueError
from billing.services.paying import (
    NothingToPayError,
    ReceiptKnownError,
    TransferInstructions,
    record_receipt,
    start_payment,
    transfer_instructions,
)
from billing.services.receivables import cancel_receivable, open_receivable, pay_path
from billing.services.unassigned import decide_money

__all__ = [
    "CannotIssueError",
    "Money",
    "NothingToPayError",
    "ReceiptKnownError",
    "TransferInstructions",
    "allocate",
    "cancel_receivable",
    "decide_money",
    "issue_invoice",
    "open_receivable",
    "pay_path",
    "record_receipt",
    "start_payment",
    "transfer_instructions",
]
