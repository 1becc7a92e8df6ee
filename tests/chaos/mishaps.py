"""What goes wrong while people buy: killed programs, a provider and a mail server with troubles of their own."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from core.processes import WEB, WORKER, Program
from tests.support.ports import listens, wait_until
from tests.support.stack import Stack

ORDERS = "/v2/checkout/orders"


class Mishaps:
    """Must live in one thread: what it starts ends with the thread that has started it."""

    def __init__(self, site: Stack, dice: random.Random) -> None:
        self._site, self._dice = site, dice
        self.count: Counter[str] = Counter()

    def happen(self) -> None:
        """One of them, after a moment."""
        time.sleep(self._dice.uniform(0, 0.8))
        mishap, _weight = self._dice.choices(MISHAPS, [weight for _mishap, weight in MISHAPS])[0]
        mishap(self)
        self.count[mishap.__name__.strip("_")] += 1

    def end(self) -> None:
        """Everything runs and answers again; late webhooks come in any order."""
        sandbox = self._site.sandbox
        sandbox.clear_faults()
        sandbox.smtp_fault("none")
        sandbox.webhooks(mode="normal")
        sandbox.flush("shuffled")

    def _worker_killed(self) -> None:
        self._killed(WORKER)

    def _web_killed(self) -> None:
        self._killed(WEB)

    def _all_killed(self) -> None:
        self._killed(WEB, WORKER)

    def _web_process_killed(self) -> None:
        """One of the web server's two processes; the server itself starts a new one."""
        web = self._site.process(WEB).pid
        children = subprocess.run(["pgrep", "-P", str(web)], capture_output=True, text=True, check=False).stdout.split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(self._dice.choice(children)), signal.SIGKILL)

    def _killed(self, *programs: Program) -> None:
        self._site.kill(*programs)
        if WEB in programs:
            wait_until(lambda: not listens(int(self._site.site["PORT"])), "its processes are gone, too")
        self._site.start(*programs)

    def _paypal_troubled(self) -> None:
        kind = self._dice.choice(["500", "429", "503", "drop", "timeout_before", "timeout_after_commit", "slow"])
        times, seconds = self._dice.randint(1, 3), self._dice.uniform(0.2, 3)
        self._site.sandbox.fault(kind, path_prefix=ORDERS, times=times, seconds=seconds)

    def _mail_troubled(self) -> None:
        kind = self._dice.choice(["421", "drop_after_data", "down", "hang"])
        self._site.sandbox.smtp_fault(kind, times=self._dice.randint(1, 2), seconds=self._dice.uniform(0.2, 2))

    def _webhooks_troubled(self) -> None:
        self._site.sandbox.webhooks(mode=self._dice.choice(["normal", "hold", "duplicate", "shuffle"]))
        self._site.sandbox.flush(self._dice.choice(["reversed", "shuffled"]))

    def _time_passed(self) -> None:
        """Channels that were paused and steps that were put off come up again in the midst of it."""
        self._site.shift_clock(timedelta(seconds=self._dice.choice([61, 120, 400])))


MISHAPS = [
    (Mishaps._worker_killed, 6),
    (Mishaps._web_killed, 2),
    (Mishaps._all_killed, 1),
    (Mishaps._web_process_killed, 2),
    (Mishaps._paypal_troubled, 6),
    (Mishaps._mail_troubled, 4),
    (Mishaps._webhooks_troubled, 4),
    (Mishaps._time_passed, 2),
]
