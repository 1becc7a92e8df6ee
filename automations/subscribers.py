"""Facts start and wake runs, in the transaction in which they become true."""

import shop.subscribers  # noqa: F401 -- the floors below hear a fact first: order before run (core/locks.md)
from automations.engine.start import attend, wake_mail
from automations.processes import PROCESSES
from core import bus


@bus.subscribe("mail.accepted", "mail.failed", in_transaction=True)
def on_mail(event: bus.EventData) -> None:
    wake_mail(event.payload["effect_key"], event.name)


for process in PROCESSES:
    attend(process)
