import pytest

from automations.models import Run
from tests.automations.sample import begin, faults, step, turn
from tests.support.log_lines import reading

pytestmark = pytest.mark.django_db


def test_what_fails_is_logged_with_its_run_and_step() -> None:
    def fail(_: Run) -> None:
        raise ValueError("the printer is on fire")

    faults["second"] = fail
    run = begin()
    with reading() as lines:
        turn()
    [line] = [line for line in lines if line["level"] == "error"]
    assert (line["run"], line["step"]) == (run.pk, step(run, "second").pk)
    assert "the printer is on fire" in str(line["error"])
