"""The mails there are: each with the placeholders its text may use. Filled when the apps are ready."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Every mail may use these; `layout.house` fills them from the settings.
COMMON: dict[str, Any] = {
    "site.name": "Verlag Muster",
    "site.url": "https://verlag.example",
    "site.withdrawal_url": "https://verlag.example/widerruf/",
    "company.legal_name": "Verlag Muster GmbH",
    "company.email": "hallo@verlag.example",
    "company.phone": "+49 30 123456",
    "company.account_holder": "Verlag Muster GmbH",
    "company.iban": "DE02 1203 0000 0000 2020 51",
    "company.bic": "BYLADEM1001",
    "company.bank_name": "Deutsche Kreditbank",
    "attachments": [{"name": "AGB.pdf"}],
}
COMMON_OPTIONAL = frozenset(path for path in COMMON if path.startswith("company.") or path == "attachments")


@dataclass(frozen=True)
class TemplateSpec:
    """`placeholders` maps a path to a sample value; a list of dicts is what a `for` may walk through.

    `required` must appear in the text; `optional` may be missing when the mail is made, and so need a fallback.
    """

    key: str
    label: Any
    placeholders: Mapping[str, Any]
    required: frozenset[str] = field(default=frozenset())
    optional: frozenset[str] = field(default=frozenset())

    @property
    def all_placeholders(self) -> dict[str, Any]:
        return {**self.placeholders, **COMMON}

    @property
    def all_optional(self) -> frozenset[str]:
        return self.optional | COMMON_OPTIONAL

    @property
    def known_paths(self) -> set[str]:
        """All that a template may name, list items as `order.lines[].name`."""
        items = {
            f"{path}[].{name}"
            for path, sample in self.all_placeholders.items()
            if isinstance(sample, list)
            for name in sample[0]
        }
        return set(self.all_placeholders) | items

    def sample(self, *, optional: bool = True) -> dict[str, Any]:
        """A context made of the samples, with or without the values that may be missing."""
        left_out = frozenset() if optional else self.all_optional
        return nest({path: value for path, value in self.all_placeholders.items() if path not in left_out})


_specs: dict[str, TemplateSpec] = {}


def register_template(
    key: str,
    label: Any,
    placeholders: Mapping[str, Any],
    *,
    required: Iterable[str] = (),
    optional: Iterable[str] = (),
) -> None:
    spec = TemplateSpec(key, label, placeholders, frozenset(required), frozenset(optional))
    unknown = (spec.required | spec.optional) - spec.known_paths
    if unknown:
        raise ValueError(f"mail {key}: no sample for {sorted(unknown)}")
    if key in _specs:
        raise ValueError(f"mail {key} is registered twice")
    _specs[key] = spec


def get_template(key: str) -> TemplateSpec:
    return _specs[key]


def all_templates() -> list[TemplateSpec]:
    return list(_specs.values())


def nest(values: Mapping[str, Any]) -> dict[str, Any]:
    """{"order.number": 1} → {"order": {"number": 1}}."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        *parents, leaf = path.split(".")
        node = tree
        for name in parents:
            node = node.setdefault(name, {})
        node[leaf] = value
    return tree
