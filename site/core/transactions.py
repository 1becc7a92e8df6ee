"""Transactions of services."""

from django.db import transaction


def joining() -> transaction.Atomic:
    """Decorator: part of the caller's transaction, or one of its own. No savepoint in between.

    For services in the path of a sale that raise nothing a caller may want to survive: an exception spoils it all.
    """
    return transaction.atomic(savepoint=False)
