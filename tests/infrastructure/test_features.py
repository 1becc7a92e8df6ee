"""The register and `make features`."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.register import feature_ids, proofs

ROOT = Path(__file__).parents[2]


def test_register_lists_each_id_once() -> None:
    ids = feature_ids()
    assert len(ids) == len(set(ids))
    assert [feature for feature in ids if feature.startswith("P")][::49] == ["P1.01", "P5.08"]


def test_unknown_feature_ends_the_run(request: pytest.FixtureRequest) -> None:
    request.node.add_marker(pytest.mark.feature("X99"))
    with pytest.raises(pytest.UsageError, match="no feature 'X99'"):
        proofs([request.node])


@pytest.mark.once
def test_make_features_names_the_tests_of_an_id() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "KONTOR_"))}
    command = ["bin/features", "tests/automations/test_duties.py"]
    output = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
    lines = dict(line.split(" ", 1) for line in output.splitlines())
    assert list(lines) == feature_ids()
    assert "test_every_duty_runs_in_a_real_worker" in lines["C06"].split()
    assert lines["P1.01"] == "-"
