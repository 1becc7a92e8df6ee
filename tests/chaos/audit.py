"""What must be true afterwards, whatever happened. Each check returns its complaints; an empty list is what we want."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from automations.models import Run, StepRun
from billing.models import Allocation, Invoice, Receivable, UnassignedMoney
from core.models import DomainEvent
from customers.models import AccessGrant, Customer, Person
from mailing.models import Message
from payments.models import Payment, WebhookEvent
from shop.models import DownloadLink, MarkedCopy, Order
from shop.selectors import source_of
from tests.chaos.sale import Sale

PAID_MAILS = ["ebook_delivery", "order_confirmation"]
UNPAID_MAILS = ["order_cancelled", "order_confirmation"]


@dataclass(frozen=True)
class Audit:
    """Reads the stack's database: call it inside `rows()`."""

    sale: Sale
    mails: list[dict[str, Any]]
    captures: list[dict[str, Any]]
    private: Path

    @classmethod
    def of(cls, sale: Sale) -> "Audit":
        sandbox = sale.site.sandbox
        return cls(sale, sandbox.mails(), sandbox.state()["captures"], sale.site.folder / "private")

    def complaints(self) -> list[str]:
        checks = (self._orders, self._money, self._mails, self._numbers, self._work, self._people)
        return [*self.sale.shocks, *(complaint for check in checks for complaint in check())]

    def summary(self) -> dict[str, int]:
        return {
            "orders": Order.objects.count(),
            "paid": Order.objects.filter(state="paid").count(),
            "captured at PayPal": len(self._completed()),
            "payments without a claim": UnassignedMoney.objects.count(),
            "invoices": Invoice.objects.count(),
            "mails": len(self.mails),
            "repeated mails": Message.objects.filter(repeated_at__isnull=False).count(),
            "mails left to staff": self.sale.unclear_mails,
            "webhooks": WebhookEvent.objects.count(),
            "steps taken over": StepRun.objects.filter(attempts__gt=1).count(),
        }

    def _orders(self) -> Iterator[str]:
        if Order.objects.count() != self.sale.purchases:
            yield f"{Order.objects.count()} orders for {self.sale.purchases} purchases"
        paid = self._paid_claims()
        for order in Order.objects.select_related("receivable").order_by("pk"):
            expected = "paid" if str(order.claim.uuid) in paid else "cancelled"
            found = self._paid(order) if expected == "paid" else self._unpaid(order)
            yield from (f"{order.number} ({expected}): {complaint}" for complaint in found)

    def _paid_claims(self) -> set[str]:
        """What PayPal has the money for, and what the clerk has booked."""
        at_paypal = Payment.objects.filter(provider_order_id__in=[row["order_id"] for row in self._completed()])
        booked = Payment.objects.filter(provider="transfer", state="captured")
        return {*at_paypal.values_list("reference", flat=True), *booked.values_list("reference", flat=True)}

    def _completed(self) -> list[dict[str, Any]]:
        return [row for row in self.captures if row["status"] == "COMPLETED"]

    def _paid(self, order: Order) -> Iterator[str]:
        yield from _differences(
            state=(order.state, "paid"),
            claim=(order.claim.state, "settled"),
            allocations=(Allocation.objects.filter(receivable=order.claim).count(), 1),
            invoices=(Invoice.objects.filter(receivable=order.claim, pdf__isnull=False, xml__isnull=False).count(), 1),
            outcome=(self._outcomes(order), ["delivered"]),
            mails=(self._templates(order), PAID_MAILS),
        )
        for line in order.lines.all():
            grants = AccessGrant.objects.filter(source=source_of(line), revoked_at=None)
            links = DownloadLink.objects.filter(line=line)
            yield from _differences(
                grants=(grants.count(), 1),
                links=(links.count(), 1),
                current=(links.filter(replaced_at=None).count(), 1),
                copies=(sorted(MarkedCopy.objects.filter(line=line).values_list("format", flat=True)), ["epub", "pdf"]),
            )
            yield from self._files(MarkedCopy.objects.filter(line=line))

    def _files(self, copies: Any) -> Iterator[str]:
        for copy in copies:
            path = self.private / copy.file.name
            if not path.exists() or path.stat().st_size != copy.size:
                yield f"{copy.file.name} is not what it was"

    def _unpaid(self, order: Order) -> Iterator[str]:
        lines = order.lines.all()
        yield from _differences(
            state=(order.state, "cancelled"),
            claim=(order.claim.state, "cancelled"),
            allocations=(Allocation.objects.filter(receivable=order.claim).count(), 0),
            invoices=(Invoice.objects.filter(receivable=order.claim).count(), 0),
            outcome=(self._outcomes(order), ["unpaid"]),
            grants=(AccessGrant.objects.filter(source__in=map(source_of, lines)).count(), 0),
            links=(DownloadLink.objects.filter(line__in=lines).count(), 0),
            copies=(MarkedCopy.objects.filter(line__in=lines).count(), 0),
            mails=(self._templates(order), UNPAID_MAILS),
        )

    def _outcomes(self, order: Order) -> list[str]:
        return list(Run.objects.filter(subject_id=str(order.pk)).values_list("outcome", flat=True))

    def _templates(self, order: Order) -> list[str]:
        """The mails about it, but for those that only some payers get and those that were sent again by hand."""
        messages = Message.objects.filter(related_type="shop.order", related_id=str(order.pk))
        return sorted(
            messages.exclude(template="payment_failed").exclude(state="cancelled").values_list("template", flat=True)
        )

    def _money(self) -> Iterator[str]:
        captured = sum(Decimal(row["amount"]["value"]) for row in self._completed())
        counted = _sum(Payment.objects.filter(provider="paypal", state="captured"))
        allocated, unassigned = _sum(Allocation.objects), _sum(UnassignedMoney.objects)
        settled = _sum(Receivable.objects.filter(state="settled"))
        all_captured = _sum(Payment.objects.filter(state="captured"))
        yield from _differences(
            captured_at_paypal=(counted, captured),
            allocated_and_unassigned=(allocated + unassigned, all_captured),
            settled=(settled, allocated),
            invoiced=(sum((row.gross for row in Invoice.objects.all()), Decimal(0)), allocated),
        )
        open_ones = Payment.objects.filter(state__in=["created", "approving", "unclear"])
        yield from (f"payment {row} is still {row.state} {row.reason}" for row in open_ones)

    def _mails(self) -> Iterator[str]:
        """Each effect once; twice with the same Message-ID where the first time's outcome was unknown."""
        arrived = Counter(mail["message_id"] for mail in self.mails)
        for message in Message.objects.all():
            times, most = arrived.pop(message.message_id, 0), 2 if message.repeated_at else 1
            if message.state == "accepted" and not 1 <= times <= most:
                yield f"mail {message.effect_key} arrived {times} times"
            elif message.state == "cancelled" and times == 0 and message.resends.exists():
                continue
            elif message.state != "accepted":
                yield f"mail {message.effect_key} is {message.state}: {message.last_error}"
        yield from (f"unknown mail {message_id}" for message_id in arrived)

    def _numbers(self) -> Iterator[str]:
        for series, model in (("order", Order), ("invoice", Invoice), ("customer", Customer)):
            found = sorted(int(re.findall(r"\d+", row.number)[-1]) for row in model.objects.all())
            if found != list(range(1, len(found) + 1)):
                yield f"numbers of {series}: {found}"

    def _work(self) -> Iterator[str]:
        yield from (f"run {run} is {run.state}" for run in Run.objects.exclude(state="done"))
        for step in StepRun.objects.exclude(state="done"):
            yield f"step {step.step} of {step.run} is {step.state}: {step.last_error}"
        for event in DomainEvent.objects.filter(state="pending"):
            yield f"event {event.name} is pending: {event.last_error}"
        undone = WebhookEvent.objects.exclude(state="done")
        yield from (f"webhook {row} is {row.state}: {row.last_error}" for row in undone)

    def _people(self) -> Iterator[str]:
        addresses = {plan.email for plan in self.sale.plans}
        yield from _differences(
            people=(Person.objects.filter(email__in=addresses).count(), len(addresses)),
            customers=(Customer.objects.filter(person__email__in=addresses).count(), len(addresses)),
        )


def _sum(rows: Any) -> Decimal:
    """To the cent: SQLite adds in floating point."""
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def _differences(**pairs: tuple[Any, Any]) -> Iterator[str]:
    for name, (found, expected) in pairs.items():
        if found != expected:
            yield f"{name}: {found!r} instead of {expected!r}"
