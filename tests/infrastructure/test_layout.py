"""The folder `site` shares its name with a module of Python itself: it works only as long as it is no package."""

import site
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_site_is_a_plain_folder() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_pythons_own_site_module_is_not_shadowed() -> None:
    assert hasattr(site, "getsitepackages")
    assert not hasattr(site, "__path__")
