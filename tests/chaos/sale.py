"""Many people buy at once while things go wrong; then quiet comes, and time passes until nothing is left to do."""

import queue
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from mailing.enums import State
from mailing.models import Message
from mailing.services.operate import mark_as_sent, resend_message
from tests.chaos.buyers import Buyer, Plan, TurnedAway
from tests.chaos.mishaps import Mishaps
from tests.chaos.shelves import Shelves
from tests.chaos.staff import Clerk, Packer
from tests.support.stack import Stack

AT_ONCE = 3
# Every duty of the worker, again and again, while the clock moves on: minutes first, then hours, past every deadline.
TEND = """
from datetime import timedelta
from core import clock, duties
for minutes in {minutes}:
    clock.shift(timedelta(minutes=minutes))
    for _ in range(2):
        for name in ("facts", "webhooks", "payments", "steps", "mails"):
            duties.run(name)
"""
A_DAY = [11] * 8 + [65] * 8 + [240] * 4
TWO_WEEKS = [24 * 60] * 14
AN_HOUR = [11] * 4


@dataclass
class Sale:
    """Before the site starts: it fills the shelves. `meanwhile`: parcels that were sent while people bought."""

    site: Stack
    purchases: int
    seed: int
    shocks: list[str] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)
    unclear_mails: int = 0
    meanwhile: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self.plans = [Plan.drawn(number, self._dice) for number in range(self.purchases)]
        with self.site.rows():
            self.shelves = Shelves.filled(self.plans)

    @property
    def served(self) -> list[Plan]:
        """Of whom there must be an order."""
        gone = {id(turned_away.plan) for turned_away in self.turned_away}
        return [plan for plan in self.plans if id(plan) not in gone]

    def run(self) -> Counter[str]:
        """Returns what has gone wrong, by kind."""
        mishaps = Mishaps(self.site, self._dice)
        packer = Packer(self.site, self.shocks)
        with self._people(packer) as buyers:
            while not all(buyer.done() for buyer in buyers):
                mishaps.happen()
        mishaps.end()
        self.tend(A_DAY)
        self._paypal_decides()
        self._staff_settle_unclear_mails()
        self.tend(TWO_WEEKS)
        packer.send_what_waits()
        self.tend(AN_HOUR)
        return mishaps.count

    def tend(self, minutes: list[int]) -> None:
        self.site.manage("shell", "--no-imports", "-c", TEND.format(minutes=minutes))

    @contextmanager
    def _people(self, packer: Packer) -> Iterator[list["Future[None]"]]:
        transfers: queue.Queue[str] = queue.Queue()
        closed = Event()
        with ThreadPoolExecutor(AT_ONCE + 2) as pool:
            staff = [pool.submit(self._book, transfers), pool.submit(self._send, packer, closed)]
            buyers = [pool.submit(self._buyer(plan, transfers).buy) for plan in self.plans]
            try:
                yield buyers
            finally:
                wait(buyers)
                transfers.put("")
                closed.set()
            for person in [*buyers, *staff]:
                person.result()

    def _buyer(self, plan: Plan, transfers: "queue.Queue[str]") -> Buyer:
        pages = self.shelves.pages
        return Buyer(self.site, plan, pages, self.shocks, self.turned_away, self.approved, transfers.put)

    def _book(self, transfers: "queue.Queue[str]") -> None:
        clerk = Clerk(self.site, self.shocks)
        clerk.begin()
        for number in iter(partial(transfers.get, timeout=900), ""):
            clerk.book(number)

    def _send(self, packer: Packer, closed: Event) -> None:
        packer.begin()
        while not closed.wait(0.5):
            self.meanwhile += packer.send_what_waits()

    def _paypal_decides(self) -> None:
        """What PayPal has been checking it takes or refuses."""
        for capture in self.site.sandbox.state()["captures"]:
            if capture["status"] == "PENDING":
                self.site.sandbox.settle(capture["id"], self._dice.choice(["COMPLETED", "DENIED"]))

    def _staff_settle_unclear_mails(self) -> None:
        """What the machine has repeated in vain, people look up at the mail server."""
        arrived = {mail["message_id"] for mail in self.site.sandbox.mails()}
        with self.site.rows():
            for message in Message.objects.filter(state=State.UNCLEAR):
                self.unclear_mails += 1
                settle = mark_as_sent if message.message_id in arrived else resend_message
                settle(message_id=message.pk, actor=None)
