"""What billing tells. `receivable`, `invoice` and `money` are primary keys, amounts are text."""

from core.bus import Fact

RECEIVABLE_OPENED = Fact("receivable.opened", "receivable", "reason_type", "reason_id")
RECEIVABLE_SETTLED = Fact("receivable.settled", "receivable", "reason_type", "reason_id")
RECEIVABLE_CANCELLED = Fact("receivable.cancelled", "receivable", "reason_type", "reason_id")
INVOICE_ISSUED = Fact("invoice.issued", "invoice", "number", "receivable")
INVOICE_ARCHIVED = Fact("invoice.archived", "invoice", "number", "receivable")
MONEY_UNASSIGNED = Fact("money.unassigned", "money", "payment", "amount", "reason")
