"""The words in which a process is written down: a class whose attributes, in reading order, are its steps.

Nothing has to run to read it: the check, the diagram, the handbook and the table of aspects come from the declaration.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.utils import timezone

from core.bus import EventData

if TYPE_CHECKING:
    from automations.models import Run

Predicate = Callable[["Run"], bool]


@dataclass(frozen=True)
class Aspects:
    """The four sides of a step: who sees what, what protects it, what the protocol says, what is kept where."""

    ui: Any
    security: Any
    protocol: Any
    persistence: Any


@dataclass(frozen=True)
class On:
    """A fact told of something else than the run's subject; `subject` finds the id of ours, or None."""

    fact: str
    subject: Callable[[EventData], str | None] | None


@dataclass
class Step:
    """One line of a process; the line below follows unless `next` names another one."""

    label: Any
    feature: str = field(default="", kw_only=True)
    next: str = field(default="", kw_only=True)
    name: str = field(default="", init=False)
    kind: ClassVar[str]

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def exits(self) -> dict[str, str]:
        """Where it can go from here: {branch: name of the step}; the plain successor has the branch ""."""
        return {"": self.next}

    @property
    def alone(self) -> bool:
        """It must not be performed inside a transaction."""
        return False


@dataclass
class Form(Step):
    """Done by a person in a view, and already done when the run starts."""

    kind = "form"


@dataclass
class Effect(Step):
    """A step that does something and may fail: again after a pause, `retries` times; then it waits for staff.

    With `on_failure` the run goes on there, while the failed step stays on the list.
    """

    retries: int = field(default=4, kw_only=True)
    on_failure: str = field(default="", kw_only=True)

    def exits(self) -> dict[str, str]:
        return {"": self.next} | ({"failed": self.on_failure} if self.on_failure else {})


@dataclass
class Do(Effect):
    """A call of a service.

    `internal`: only our database; the effect and the step's state are one transaction, so it happens exactly once.
    `resumable`: called outside a transaction and perhaps more than once; done again, it finds what it did before.
    """

    fn: Callable[["Run"], dict[str, Any] | None]
    effect: Literal["internal", "resumable"] = field(default="internal", kw_only=True)
    kind = "do"

    @property
    def alone(self) -> bool:
        return self.effect == "resumable"


@dataclass
class Mail(Effect):
    """A message, done when the mail server has accepted it. `compose` gives the arguments of `queue_mail`."""

    compose: Callable[["Run"], dict[str, Any]]
    kind = "mail"


@dataclass
class Gate(Step):
    """A question to the database: asked on arrival, when a waking fact is told, and once more at the deadline.

    `yes` when `when` holds; `no` when `unless` holds; at the deadline `late`, or `no` where there is no such exit.
    Without waking facts it does not wait: `yes` or `no` at once. A lost fact delays, but never decides.
    """

    when: Predicate = field(kw_only=True)
    unless: Predicate | None = field(default=None, kw_only=True)
    wakes: Sequence[str | On] = field(default=(), kw_only=True)
    within: timedelta | None = field(default=None, kw_only=True)
    until: Callable[["Run"], datetime] | None = field(default=None, kw_only=True)
    yes: str = field(default="", kw_only=True)
    no: str = field(default="", kw_only=True)
    late: str = field(default="", kw_only=True)
    kind = "gate"

    def exits(self) -> dict[str, str]:
        branches = {"yes": self.yes or self.next, "no": self.no, "late": self.late}
        return {branch: target for branch, target in branches.items() if target}

    def decide(self, run: "Run", *, deadline: datetime | None, now: datetime) -> str | None:
        """The branch, or None: not yet."""
        if self.when(run):
            return "yes"
        if not self.wakes or (self.unless and self.unless(run)):
            return "no"
        if deadline and deadline <= now:
            return "late" if self.late else "no"
        return None

    def deadline(self, run: "Run", *, since: datetime) -> datetime | None:
        if self.until:
            return self.until(run)
        return later(since, self.within) if self.within else None

    def facts(self) -> dict[str, Callable[[EventData], str | None] | None]:
        """{fact: how to find the run's subject}; None: the fact is told of the subject itself."""
        wakes = [wake if isinstance(wake, On) else On(wake, None) for wake in self.wakes]
        return {wake.fact: wake.subject for wake in wakes}


@dataclass
class End(Step):
    """The run is over; `outcome` says how."""

    outcome: str = field(default="done", kw_only=True)
    kind = "end"

    def exits(self) -> dict[str, str]:
        return {}


@dataclass(frozen=True)
class Entry:
    """What a new run is called in lists, and whom it is about."""

    subject_label: str
    person_id: int | None = None


class Process:
    """Base of all processes. One run per subject, started by a fact in the transaction that tells it."""

    key: ClassVar[str]
    label: ClassVar[Any]
    subject: ClassVar[str]  # the model that `started_by` tells of: "shop.order"
    started_by: ClassVar[str]
    subject_page: ClassVar[str] = ""  # the name of its address in the back office
    aspects: ClassVar[dict[str, Aspects]] = {}
    aliases: ClassVar[dict[str, str]] = {}  # {former name of a step: its name today}, for runs that stand on it
    steps: ClassVar[dict[str, Step]]
    version: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.steps = {name: value for name, value in vars(cls).items() if isinstance(value, Step)}
        names = list(cls.steps)
        for name, following in pairwise(names):
            cls.steps[name].next = cls.steps[name].next or following
        graph = [(step.name, step.kind, sorted(step.exits().items())) for step in cls.steps.values()]
        cls.version = hashlib.sha256(repr(graph).encode()).hexdigest()[:12]

    @classmethod
    def enter(cls, event: EventData) -> Entry | None:
        """How the run is entered for this fact, or None: not one of ours."""
        raise NotImplementedError

    @classmethod
    def step(cls, name: str) -> Step:
        return cls.steps[cls.aliases.get(name, name)]

    @classmethod
    def names_of(cls, step: Step) -> list[str]:
        """The name of the step, today and formerly."""
        return [step.name, *(old for old, new in cls.aliases.items() if new == step.name)]

    @classmethod
    def gates(cls) -> Iterator[Gate]:
        return (step for step in cls.steps.values() if isinstance(step, Gate))

    @classmethod
    def reachable(cls, start: str) -> set[str]:
        """The steps that can come after `start` (itself only when there is a way back)."""
        found: set[str] = set()
        waiting = [start]
        while waiting:
            targets = set(cls.steps[waiting.pop()].exits().values()) & cls.steps.keys()
            waiting += targets - found
            found |= targets
        return found


def later(start: datetime, pause: timedelta) -> datetime:
    """`start` plus the pause: days by the calendar of the site (same time on the wall), the rest by the clock."""
    day = timezone.localtime(start) + timedelta(days=pause.days)
    return day.astimezone(UTC) + (pause - timedelta(days=pause.days))
