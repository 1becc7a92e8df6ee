"""How runs begin, and how facts wake them: in the transaction in which the fact becomes true."""

from django.db.models import QuerySet

from automations.engine.book import Book
from automations.models import Run, StepLog, StepRun
from automations.process import Gate, Process
from automations.registry import all_processes, register
from core import bell, bus, clock
from core.bus import EventData

_heard: set[str] = set()

AWAKENABLE = (StepRun.State.WAITING, StepRun.State.READY, StepRun.State.CLAIMED)


def attend(process: type[Process]) -> None:
    """From now on the facts that start this process and wake its gates are heard."""
    register(process)
    facts = {process.started_by}.union(*(gate.facts() for gate in process.gates()))
    bus.subscribe(*sorted(facts - _heard), in_transaction=True)(hear)
    _heard.update(facts)


def hear(event: EventData) -> None:
    """A fact: start what it starts, wake what waits for it."""
    for process in all_processes():
        if process.started_by == event.name:
            start(process, event)
        _wake_gates(process, event)


def start(process: type[Process], event: EventData) -> Run | None:
    """Begin the run of this subject, unless it is not ours or has begun before."""
    entry = process.enter(event)
    if entry is None:
        return None
    now = clock.now()
    entry_key = f"{process.key}:{event.subject_id}"
    if Run.objects.filter(entry_key=entry_key).exists():
        return None
    run = Run.objects.create(
        entry_key=entry_key,
        process=process.key,
        version=process.version,
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        subject_label=entry.subject_label,
        person_id=entry.person_id,
        started_at=now,
    )
    book = Book(now)
    book.log(StepRun(run=run), StepLog.Code.STARTED, fact=event.name)
    book.arrive(run, next(iter(process.steps)))
    book.write()
    bell.ring()
    return run


def wake_mail(effect_key: str, fact: str) -> None:
    """The message of a step has arrived at the mail server, or never will."""
    run_id = StepRun.objects.filter(effect_key=effect_key).values_list("run_id", flat=True).first()
    if run_id:
        Run.objects.select_for_update().get(pk=run_id)
        step = StepRun.objects.filter(effect_key=effect_key)
        _wake(step.filter(state__in=(*AWAKENABLE, StepRun.State.FAILED)), fact)


def _wake_gates(process: type[Process], event: EventData) -> None:
    for gate in process.gates():
        subject = _subject(process, gate, event)
        if subject is not None:
            _wake_gate(process, gate, subject, event.name)


def _subject(process: type[Process], gate: Gate, event: EventData) -> str | None:
    """Whom of ours the fact concerns, if the gate cares."""
    facts = gate.facts()
    if event.name not in facts:
        return None
    if find := facts[event.name]:
        return find(event)
    return event.subject_id if event.subject_type == process.subject else None


def _wake_gate(process: type[Process], gate: Gate, subject: str, fact: str) -> None:
    """Lock the runs even when they have not reached the gate: who asks it next waits for us and sees what we did."""
    runs = Run.objects.select_for_update().filter(process=process.key, subject_id=subject, state__in=Run.LIVE)
    ids = list(runs.order_by("pk").values_list("pk", flat=True))
    steps = StepRun.objects.filter(run__in=ids, step__in=process.names_of(gate), state__in=AWAKENABLE)
    _wake(steps, fact)


def _wake(steps: QuerySet[StepRun], fact: str) -> None:
    """Takes steps even from a worker that is at them: what it saw is old, and its writing fails."""
    rows = list(steps)
    if not rows:
        return
    now = clock.now()
    steps.update(state=StepRun.State.READY, due_at=now, lease_token="", leased_until=None)
    moved = {row.run_id for row in rows if not row.moved_on}
    Run.objects.filter(pk__in=moved, state__in=(Run.State.WAITING, Run.State.FAILED)).update(state=Run.State.ACTIVE)
    book = Book(now)
    for row in rows:
        book.log(row, StepLog.Code.WOKEN, fact=fact)
    book.write()
    bell.ring()
