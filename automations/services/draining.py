"""What the worker does when the bell has rung: everything that is due, and what becomes due by it."""

import logging
from collections.abc import Callable
from datetime import datetime

from automations.engine.tick import tick
from core import bell, bus, clock, protocol
from mailing.services import send_due
from payments.services import process_webhooks

logger = logging.getLogger(__name__)

ROUNDS = 20


def drain() -> int:
    """Facts, webhooks, steps, mails; again while there is something. Returns how much was done.

    Safe to run in several workers at once. Ends after some rounds: whoever comes next goes on.
    """
    total = 0
    with bell.silent(), protocol.acting(None, "worker"):
        for _round in range(ROUNDS):
            done = sum(_quietly(turn) for turn in (_facts, _webhooks, _steps, _mails))
            total += done
            if not done:
                break
    return total


def _facts(now: datetime) -> int:
    return bus.dispatch_due(now=now)


def _webhooks(now: datetime) -> int:
    return process_webhooks(now=now)


def _steps(now: datetime) -> int:
    return tick(now=now)


def _mails(now: datetime) -> int:
    return send_due(now)


def _quietly(turn: Callable[[datetime], int]) -> int:
    """An error of one kind of work does not keep the others waiting; its own duty notes it."""
    try:
        return turn(clock.now())
    except Exception:
        logger.exception("draining stopped at %s", turn.__name__)
        return 0
