"""The register of features: which ids there are, and which tests prove them."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

REGISTER = Path(__file__).parents[1] / "features.txt"


def feature_ids() -> list[str]:
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith("#")]


def proofs(items: Iterable[pytest.Item]) -> dict[str, list[str]]:
    """The names of the tests by feature id; an id that the register does not know ends the run."""
    known = dict.fromkeys(feature_ids())
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for marker in item.iter_markers("feature"):
            for feature in marker.args:
                if feature not in known:
                    raise pytest.UsageError(f"{item.nodeid}: the register has no feature {feature!r}")
                found[feature].add(item.name.split("[")[0])
    return {feature: sorted(found[feature]) for feature in known}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--features", type=Path, metavar="FILE", help="write which tests prove which feature")


def pytest_collection_finish(session: pytest.Session) -> None:
    rows = proofs(session.items)
    if target := session.config.getoption("--features"):
        target.write_text(
            "".join(f"{feature} {' '.join(rows[feature]) or '-'}\n" for feature in rows), encoding="utf-8"
        )
