import json
import os
import subprocess
import sys

import pytest

from tests.support.environment import ROOT

HEAVY = {"weasyprint", "facturx", "drafthorse", "pydyf"}
PROGRAM = """
import json, sys
import config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.feature("P5.07")
def test_the_web_process_carries_no_renderer() -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(result.stdout.splitlines()[-1]))
    assert {"billing.services", "billing.views", "shop.urls"} <= loaded
    assert loaded & HEAVY == set()
