"""A whole run: a site of its own, a sale with mishaps, an audit, a summary."""

import time
from collections.abc import Callable

from tests.chaos.audit import Audit
from tests.chaos.sale import Sale
from tests.support.environment import vendor
from tests.support.stack import Stack

# Webhooks are repeated soon, and given up soon: what is lost must be found by asking.
SITE = {"RATE_LIMIT_FACTOR": "10000", "SANDBOX_WEBHOOK_PAUSES": "0.3,0.6,1.2,2.4,4.8"}


def survive(new_stack: Callable[..., Stack], *, purchases: int, seed: int) -> dict[str, int]:
    """Prints and returns what has happened; fails with everything that is not as it must be."""
    site = new_stack(**SITE)
    sale = Sale(site, purchases, seed)
    site.start()
    started = time.monotonic()
    mishaps = sale.run()
    audit = Audit.of(sale)
    with site.rows():
        complaints, summary = audit.complaints(), audit.summary()
    complaints += [str(violation) for violation in site.sandbox.violations()]
    told = {"mishaps": mishaps.total(), **mishaps, **summary}
    lines = [f"{name:>26}: {count}" for name, count in told.items()]
    took = time.monotonic() - started
    print(f"\n{purchases} purchases on {vendor()}, seed {seed}, {took:.0f} s", *lines, sep="\n")  # noqa: T201 -- the result
    assert complaints == [], "\n".join(complaints)
    return summary
