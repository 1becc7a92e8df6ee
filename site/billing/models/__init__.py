from billing.models.invoice import Invoice
from billing.models.receivable import Allocation, Receivable, UnassignedMoney

__all__ = ["Allocation", "Invoice", "Receivable", "UnassignedMoney"]
