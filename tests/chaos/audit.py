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
from shop.models import Delivery, DownloadLink, MarkedCopy, Order, OrderLine
from shop.selectors import source_of
from tests.chaos.expected import Bill, Expected, bill_of, differences
from tests.chaos.sale import Sale
from tests.chaos.stocktaking import Stocktaking


@dataclass(frozen=True)
class Audit:
    """Reads the stack's database: call it inside `rows()`."""

    sale: Sale
    mails: list[dict[str, Any]]
    captures: list[dict[str, Any]]
    private: Path
    stocktaking: Stocktaking

    @classmethod
    def of(cls, sale: Sale) -> "Audit":
        sandbox = sale.site.sandbox
        captures = sandbox.state()["captures"]
        return cls(sale, sandbox.mails(), captures, sale.site.folder / "private", Stocktaking.of(sale))

    def complaints(self) -> list[str]:
        checks = (self._orders, self._money, self._mails, self._numbers, self._work, self._people)
        found = [complaint for check in checks for complaint in check()]
        return [*self.sale.shocks, *found, *self.stocktaking.complaints(self._paid_claims())]

    def summary(self) -> dict[str, int]:
        return {
            "orders": Order.objects.count(),
            "paid": Order.objects.filter(state="paid").count(),
            "parcels": Delivery.objects.count(),
            "parcels sent meanwhile": self.sale.meanwhile,
            "turned away": len(self.sale.turned_away),
            "turned away at the till": sum(gone.at_till for gone in self.sale.turned_away),
            "pieces given back": self.stocktaking.given_back(),
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
        wanted = Counter((plan.email, frozenset(plan.wanted.items())) for plan in self.sale.served)
        found = Counter((order.email, _articles(order)) for order in Order.objects.all())
        yield from (f"{times} × {what} were not ordered" for what, times in (wanted - found).items())
        yield from (f"{times} × {what} too many" for what, times in (found - wanted).items())
        paid = self._paid_claims()
        for order in Order.objects.select_related("receivable").order_by("pk"):
            is_paid = str(order.claim.uuid) in paid
            complaints = self._order(order, Expected.of(order, is_paid=is_paid))
            yield from (f"{order.number} ({'paid' if is_paid else 'not paid'}): {found}" for found in complaints)

    def _paid_claims(self) -> set[str]:
        """What PayPal has the money for, and what the clerk has booked."""
        at_paypal = Payment.objects.filter(provider_order_id__in=[row["order_id"] for row in self._completed()])
        booked = Payment.objects.filter(provider="transfer", state="captured")
        return {*at_paypal.values_list("reference", flat=True), *booked.values_list("reference", flat=True)}

    def _completed(self) -> list[dict[str, Any]]:
        return [row for row in self.captures if row["status"] == "COMPLETED"]

    def _order(self, order: Order, expected: Expected) -> Iterator[str]:
        yield from differences(
            state=(order.state, expected.state),
            claim=(order.claim.state, expected.claim),
            bill=(bill_of(list(order.lines.order_by("pk")), order.gross), expected.bill),
            owed=(order.claim.amount, expected.gross),
            allocations=(Allocation.objects.filter(receivable=order.claim).count(), int(expected.is_paid)),
            invoices=(_invoiced(order), [(expected.bill, True)] if expected.is_paid else []),
            outcomes=(_outcomes(order), expected.outcomes),
            parcels=(list(Delivery.objects.filter(order=order).values_list("state", "weight")), expected.parcels),
            facts=(_facts(order), expected.facts),
            mails=(_templates(order), expected.mails),
        )
        for line in order.lines.all():
            yield from self._downloads(line, expected.downloads_of(line))

    def _downloads(self, line: OrderLine, times: int) -> Iterator[str]:
        links, copies = DownloadLink.objects.filter(line=line), MarkedCopy.objects.filter(line=line)
        yield from differences(
            grants=(AccessGrant.objects.filter(source=source_of(line), revoked_at=None).count(), times),
            links=(links.count(), times),
            current=(links.filter(replaced_at=None).count(), times),
            copies=(sorted(copies.values_list("format", flat=True)), ["epub", "pdf"] * times),
        )
        yield from self._files(copies)

    def _files(self, copies: Any) -> Iterator[str]:
        for copy in copies:
            path = self.private / copy.file.name
            if not path.exists() or path.stat().st_size != copy.size:
                yield f"{copy.file.name} is not what it was"

    def _money(self) -> Iterator[str]:
        captured = sum(Decimal(row["amount"]["value"]) for row in self._completed())
        counted = _sum(Payment.objects.filter(provider="paypal", state="captured"))
        allocated, unassigned = _sum(Allocation.objects), _sum(UnassignedMoney.objects)
        settled = _sum(Receivable.objects.filter(state="settled"))
        all_captured = _sum(Payment.objects.filter(state="captured"))
        transfers = [plan for plan in self.sale.served if (plan.method, plan.outcome) == ("transfer", "pay")]
        yield from differences(
            approved_but_not_taken=({*self.sale.approved} - {row["order_id"] for row in self._completed()}, set()),
            transfers_booked=(Payment.objects.filter(provider="transfer", state="captured").count(), len(transfers)),
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
        """Of those who ordered; of those who went away nothing is known."""
        addresses = sorted({plan.email for plan in self.sale.served})
        yield from differences(
            people=(_known(Person.objects.filter(email__startswith="chaos"), "email"), addresses),
            customers=(_known(Customer.objects, "person__email"), addresses),
        )


def _articles(order: Order) -> frozenset[tuple[str, int]]:
    return frozenset(order.lines.exclude(product=None).values_list("number", "quantity"))


def _outcomes(order: Order) -> list[tuple[str, str]]:
    return sorted(Run.objects.filter(subject_id=str(order.pk)).values_list("process", "outcome"))


def _invoiced(order: Order) -> list[tuple[Bill, bool]]:
    """What its invoices say, and whether both documents are there."""
    invoices = Invoice.objects.filter(receivable=order.claim)
    return [(bill_of(invoice.items, invoice.gross), bool(invoice.pdf_id and invoice.xml_id)) for invoice in invoices]


def _templates(order: Order) -> list[str]:
    """The mails about it, but for those that only some payers get and those that were sent again by hand."""
    messages = Message.objects.filter(related_type="shop.order", related_id=str(order.pk))
    return sorted(
        messages.exclude(template="payment_failed").exclude(state="cancelled").values_list("template", flat=True)
    )


def _facts(order: Order) -> list[str]:
    """What the house was told about it."""
    told = DomainEvent.objects.filter(subject_type="shop.order", subject_id=str(order.pk))
    return sorted(told.values_list("name", flat=True))


def _known(rows: Any, email: str) -> list[str]:
    return sorted(rows.values_list(email, flat=True))


def _sum(rows: Any) -> Decimal:
    """To the cent: SQLite adds in floating point."""
    return sum(rows.values_list("amount", flat=True), Decimal(0))
