"""Mistakes in a process are found without running it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from automations.checks import faults
from automations.models import Run, StepRun
from automations.process import Aspects, Do, End, Form, Gate, Process
from automations.processes import PROCESSES
from automations.registry import register, unregister
from tests.automations.sample import begin

SIDES = Aspects(ui="x", security="x", protocol="x", persistence="x")


def process(**steps: Any) -> type[Process]:
    sides = {name: SIDES for name, step in steps.items() if not isinstance(step, End)}
    return type("Sample", (Process,), {"key": "sample", "aspects": sides, **steps})


def do(**options: Any) -> Do:
    return Do("Do", lambda run: None, **options)


def gate(**options: Any) -> Gate:
    return Gate("Gate", when=lambda run: True, **options)


@pytest.mark.parametrize("declared", PROCESSES, ids=lambda declared: declared.key)
def test_process_of_the_site_has_no_fault(declared: type[Process]) -> None:
    assert faults(declared) == []


@pytest.mark.feature("P5.01", "P5.02", "P5.03", "P5.04", "P5.05", "P5.06", "P5.07", "P5.08")
@pytest.mark.parametrize("declared", PROCESSES, ids=lambda declared: declared.key)
def test_every_step_says_its_four_aspects(declared: type[Process]) -> None:
    for name, step in declared.steps.items():
        if not isinstance(step, End):
            sides = declared.aspects[name]
            assert all(map(str, (sides.ui, sides.security, sides.protocol, sides.persistence)))


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ({"a": do(next="nowhere"), "b": End("e")}, "a leads to nowhere, which does not exist"),
        ({"a": do()}, "nothing follows a"),
        ({"a": do(next="c"), "b": do(), "c": End("e")}, "b is never reached"),
        ({"a": do(), "b": do(next="a")}, "a comes again without a wait"),
        ({"a": gate(yes="b", no="b"), "b": End("e")}, "two branches of a lead to the same step"),
        ({"a": gate(yes="b"), "b": End("e")}, "a can say no and does not know where to go"),
        (
            {"a": gate(yes="b", wakes=["f"], within=timedelta(1)), "b": End("e")},
            "a can say no and does not know where to go",
        ),
        (
            {"a": gate(yes="b", late="c", wakes=["f"]), "b": End("e"), "c": End("l")},
            "a has no deadline and is never late",
        ),
        ({"a": do(), "b": Form("f"), "c": End("e")}, "b is a form after the run has begun to work"),
        ({"a": do(), "b": End("e"), "aspects": {}}, "a has no aspects"),
        ({"a": End("e"), "aspects": {"z": SIDES}}, "there are aspects of z, which is no step"),
        (
            {"a": do(), "b": End("e"), "aspects": {"a": Aspects(ui="x", security=" ", protocol="x", persistence="x")}},
            "a has no word on security",
        ),
        ({"a": End("e"), "aliases": {"old": "gone"}}, "the alias old leads to gone, which does not exist"),
    ],
)
def test_fault_is_found(steps: dict[str, Any], fault: str) -> None:
    assert fault in faults(process(**steps))


def test_way_back_through_a_waiting_gate_is_no_fault() -> None:
    again = process(a=do(), b=gate(wakes=["f"], within=timedelta(1), yes="c", no="a"), c=End("e"))

    assert faults(again) == []


def test_gate_without_deadline_needs_only_yes() -> None:
    assert faults(process(a=gate(wakes=["f"], yes="b"), b=End("e"))) == []


def test_faulty_process_stops_the_system_check() -> None:
    faulty = process(a=do())
    register(faulty)
    try:
        with pytest.raises(SystemCheckError, match=r"automations\.E001.*nothing follows a"):
            call_command("check")
    finally:
        unregister(faulty)


@pytest.mark.django_db
def test_live_run_on_a_step_that_the_code_has_lost_is_an_error() -> None:
    run = begin()
    StepRun.objects.filter(run=run, step="first").update(step="lost")

    with pytest.raises(SystemCheckError, match=r"runs of errand stand on the step lost"):
        call_command("check", databases=["default"])
    StepRun.objects.filter(run=run).update(state="done")
    Run.objects.update(state="done", finished_at=run.started_at)
    call_command("check", databases=["default"])


def test_version_changes_with_the_graph_and_not_with_the_words() -> None:
    one = process(a=do(), b=End("e"))
    other_words = process(a=Do("Other words", lambda run: None), b=End("f"))
    longer = process(a=do(), c=do(), b=End("e"))

    assert one.version == other_words.version != longer.version
