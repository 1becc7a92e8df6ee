"""Web server and worker are killed again and again; started anew, each takes up its work within seconds."""

import os
import random

from core.processes import WEB, WORKER
from tests.support.ports import listens, wait_until
from tests.support.stack import Stack

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "100"))


def chaos_killed_programs_come_back(live_site: Stack) -> None:
    dice = random.Random(ROUNDS)
    for _ in range(ROUNDS):
        program = dice.choice([WEB, WORKER])
        live_site.kill(program)
        if program is WEB:
            wait_until(lambda: not listens(int(live_site.site["PORT"])), "its workers are gone, too")
        live_site.start(program)
