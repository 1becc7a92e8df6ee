"""What runs may be closed source: no package of it may ask us to publish under the GPL or AGPL."""

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
# Several licences are offered in these; one of them is not the GPL.
CHOICE = {"pyphen": "GPL 2.0+/LGPL 2.1+/MPL 1.1"}


def _runtime() -> list[Distribution]:
    names = re.findall(r"^([\w.-]+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    return [distribution(name) for name in names]


def _licences(package: Distribution) -> str:
    metadata = package.metadata
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    named = [(metadata[field] or "")[:80] for field in ("License-Expression", "License") if field in metadata]
    return " / ".join([*named, *classifiers])


def _is_strict_copyleft(licences: str) -> bool:
    lesser_removed = re.sub(r"LGPL\S*|Lesser General Public License", "", licences, flags=re.IGNORECASE)
    return bool(re.search(r"\bA?GPL|General Public License", lesser_removed, re.IGNORECASE))


def test_copyleft_is_told_from_its_lesser_form() -> None:
    assert _is_strict_copyleft("GPL-3.0-or-later")
    assert _is_strict_copyleft("License :: OSI Approved :: GNU Affero General Public License v3")
    assert not _is_strict_copyleft("LGPL-3.0-only / GNU Lesser General Public License v2 or later (LGPLv2+)")


def test_runtime_packages_are_free_of_gpl() -> None:
    packages = _runtime()
    assert len(packages) > 80
    strict = {package.name.lower() for package in packages if _is_strict_copyleft(_licences(package))}
    assert strict <= CHOICE.keys()
