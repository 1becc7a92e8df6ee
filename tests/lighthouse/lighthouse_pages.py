"""What Lighthouse thinks of each page type, on a phone with a slow line, with the site as it is delivered."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from pytest_django.plugin import DjangoDbBlocker

from core.processes import WEB
from tests.support.browser import FLAGS
from tests.support.environment import ROOT
from tests.support.places import PAGES, SERVICES
from tests.support.programs import find
from tests.support.stack import Stack

PROMISED = 98
PLACES = {**PAGES, **SERVICES}
# Search engines are told to leave what is made for one visitor alone, which Lighthouse calls a fault.
CATEGORIES = {
    **dict.fromkeys(PAGES, ("performance", "accessibility", "best-practices", "seo")),
    **dict.fromkeys(SERVICES, ("performance", "accessibility", "best-practices")),
}
CHROME = " ".join(["--headless", *(flag for flag in FLAGS if " " not in flag)])


@pytest.fixture(scope="module")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    stack = Stack(
        django_db_blocker,
        KONTOR_ENV="production",
        SECRET_KEY="only-for-tests-and-long-enough-to-be-taken-for-one",
        RATE_LIMIT_FACTOR="100",
    )
    stack.manage("collectstatic", "--no-input", "--verbosity=0")
    stack.start(WEB)
    yield stack
    stack.stop()


@pytest.mark.parametrize(("name", "address"), PLACES.items(), ids=PLACES)
def lighthouse_page(site: Stack, tmp_path: Path, name: str, address: str) -> None:
    urlopen(f"{site.url}{address}").close()  # the very first visit has the pictures made
    report = _look(f"{site.url}{address}", CATEGORIES[name], tmp_path / "report.json")
    scores = {key: round(100 * category["score"]) for key, category in report["categories"].items()}
    print(f"{name:18}", *(f"{key} {score:3}  " for key, score in scores.items()))  # noqa: T201 -- the result
    if folder := os.environ.get("KONTOR_REPORTS"):
        Path(folder, f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
    assert min(scores.values()) >= PROMISED, _faults(report)


def _look(url: str, categories: tuple[str, ...], report: Path) -> dict[str, Any]:
    command = [
        "node", str(ROOT / "var/lighthouse/node_modules/lighthouse/cli/index.js"), url, "--quiet", "--output=json",
        f"--output-path={report}", f"--only-categories={','.join(categories)}", f"--chrome-flags={CHROME}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": find("chromium-headless-shell", "chromium-headless-shell")}
    for _ in range(2):  # now and then Chromium loses the beginning of a page: NO_NAVSTART
        subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, check=False)
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        if "runtimeError" not in found:
            break
    return found


def _faults(report: dict[str, Any]) -> str:
    told = [
        f"{key}: {audit['id']} {audit['score']} {audit.get('displayValue', '')}"
        for key, category in report["categories"].items()
        for reference in category["auditRefs"]
        if (audit := report["audits"][reference["id"]])["score"] not in (None, 1) and reference["weight"]
    ]
    return "\n".join(told)
