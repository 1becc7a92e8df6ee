"""What waits for me today: the first thing that staff see after logging in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.components import Component

from core.registries import home_panels


@dataclass(frozen=True)
class Waiting:
    label: Any
    number: int
    url: str


def waiting_for(user: Any) -> Iterator[Waiting]:
    """What the user may see and do, the work that waits first."""
    for panel in home_panels.values():
        if user.has_perm(panel.permission):
            number, url = panel.count()
            yield Waiting(panel.label, number, url)


class TodayPanel(Component):
    name = "today"
    template_name = "core/admin/today.html"
    order = 10

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        rows = sorted(waiting_for(parent_context["request"].user), key=lambda row: row.number == 0)
        return {"rows": rows, "waiting": sum(row.number for row in rows)}
