import json
import random
import time
from typing import Any

from sandbox.context import Sandbox

SHUFFLE_WINDOW = 1.5
SPACING = 0.2
CHANCE = random.SystemRandom()
MODES = ("normal", "hold", "duplicate", "shuffle")


def mode_of(app: Sandbox) -> str:
    return app.store.setting("webhook_mode", "normal")


def target_of(app: Sandbox) -> str:
    return app.store.setting("webhook_url", app.settings.webhook_url)


def pauses_of(app: Sandbox) -> list[float]:
    return app.store.setting("webhook_pauses", list(app.settings.webhook_pauses))


def schedule(app: Sandbox, event_id: str, headers: dict[str, str], *, due: float | None = None) -> None:
    """Queue one delivery as the mode says, or at `due` whatever the mode. Without a target nothing is sent."""
    if not target_of(app):
        return
    mode = "now" if due is not None else mode_of(app)
    state = "held" if mode == "hold" else "queued"
    for _ in range(2 if mode == "duplicate" else 1):
        delay = CHANCE.uniform(0, SHUFFLE_WINDOW) if mode == "shuffle" else 0
        sql = "INSERT INTO delivery (event_id, headers, state, due) VALUES (?, ?, ?, ?)"
        app.store.execute(sql, event_id, json.dumps(headers), state, (due or time.time()) + delay)


def release(app: Sandbox, order: str) -> int:
    """Let the held deliveries go, one after another (fifo, reversed or shuffled), and repeat failed ones at once."""
    held = app.store.rows("SELECT seq FROM delivery WHERE state = 'held' ORDER BY seq")
    numbers = [row["seq"] for row in held]
    if order == "reversed":
        numbers.reverse()
    if order == "shuffled":
        CHANCE.shuffle(numbers)
    now = time.time()
    with app.store.transaction():
        app.store.execute("UPDATE delivery SET due = ? WHERE state = 'queued'", now)
        for place, seq in enumerate(numbers):
            app.store.execute("UPDATE delivery SET state = 'queued', due = ? WHERE seq = ?", now + place * SPACING, seq)
    app.webhook_bell.set()
    return len(numbers)


def state_of(app: Sandbox) -> dict[str, Any]:
    return {"mode": mode_of(app), "url": target_of(app), "pauses": pauses_of(app), "id": app.settings.webhook_id}
