"""The units, judged by systemd itself."""

import configparser
import subprocess
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings

from core.processes import WEB, WORKER, Program
from tests.support.environment import ROOT
from tests.support.programs import find

UNITS = sorted(ROOT.joinpath("deploy", "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
INSTALLED = "/opt/kontor"


def of(unit: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(ROOT / "deploy" / "systemd" / unit, encoding="utf-8")
    return parser["Service"]


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """As they are on a machine where the site is installed: here."""
    for unit in UNITS:
        tmp_path.joinpath(unit.name).write_text(unit.read_text("utf-8").replace(INSTALLED, str(ROOT)), "utf-8")
    return sorted(tmp_path.iterdir())


def test_systemd_has_nothing_to_say_about_the_units(units: list[Path]) -> None:
    analyze = find("systemd-analyze", "systemd")
    checked = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    named = [line for line in checked.stderr.splitlines() if "kontor" in line]
    assert (checked.returncode, named) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_units_are_locked_in(unit: Path) -> None:
    """10 is a program that may do everything; systemd calls less than 4 "OK"."""
    analyze = find("systemd-analyze", "systemd")
    command = [analyze, "security", "--offline=yes", "--threshold=30", "--no-pager", str(unit)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-300:]


@pytest.mark.parametrize(("unit", "program"), [("kontor-web.service", WEB), ("kontor-worker.service", WORKER)])
def test_units_start_what_the_site_consists_of_and_always_again(unit: str, program: Program) -> None:
    service = of(unit)
    assert service["ExecStart"].split() == [f"{INSTALLED}/.venv/bin/python", *program.arguments]
    assert service["Restart"] == "always"


def test_the_worker_has_time_to_finish() -> None:
    consumer = cast("dict[str, int]", settings.HUEY["consumer"])
    assert int(of("kontor-worker.service")["TimeoutStopSec"]) > consumer["shutdown_timeout"] + 10
