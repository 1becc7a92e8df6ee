"""A process as a drawing: where its steps stand and how the lines between them run. The template only paints it.

The first column is the spine, from the first step along the plain successors and the answer "yes"; what lies beside it
stands in the second column, beginning where it branches off.
"""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from automations.models import StepRun
from automations.process import Gate, Process, Step

WIDTH, HEIGHT = 228, 56
COLUMN, ROW = 372, 88
MARGIN = 20
SLANT = 18  # of a gate's ends
LINE = 17
LETTERS = 24
LANE = 14
LETTER = 7

KINDS = {"form": _("Form"), "do": _("Action"), "mail": _("Mail"), "gate": _("Question"), "end": _("End")}
BRANCHES = {"yes": _("yes"), "no": _("no"), "late": _("too late"), StepRun.MOVED_ON: _("on failure")}


@dataclass
class Node:
    step: Step
    column: int
    row: int
    live: int = 0
    failed: int = 0
    width: ClassVar[int] = WIDTH

    @property
    def x(self) -> int:
        return MARGIN + self.column * COLUMN

    @property
    def y(self) -> int:
        return MARGIN + self.row * ROW

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def right(self) -> int:
        return self.x + WIDTH

    @property
    def height(self) -> int:
        return self.y + HEIGHT // 2

    @property
    def points(self) -> str:
        """The corners of a gate."""
        top, low = self.y, self.y + HEIGHT
        upper = [(self.x + SLANT, top), (self.right - SLANT, top), (self.right, self.height)]
        lower = [(self.right - SLANT, low), (self.x + SLANT, low), (self.x, self.height)]
        return " ".join(f"{x},{y}" for x, y in upper + lower)

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The label, wrapped: (height, words) of each line."""
        words = textwrap.wrap(str(self.step.label), LETTERS)
        top = self.height - (len(words) - 1) * LINE // 2 + LINE // 3
        return [(top + number * LINE, line) for number, line in enumerate(words)]


@dataclass(frozen=True)
class Edge:
    path: str
    label: str
    label_x: int
    label_y: int


@dataclass
class Diagram:
    nodes: list[Node]
    edges: list[Edge] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(node.right for node in self.nodes) + MARGIN

    @property
    def height(self) -> int:
        return max(node.y for node in self.nodes) + HEIGHT + MARGIN


def draw(process: type[Process], counts: Mapping[str, Mapping[str, int]]) -> Diagram:
    """`counts` says how many live runs stand on each step: {step: {"live": 3, "failed": 1}}."""
    places = _places(process)
    nodes = {
        name: Node(process.steps[name], column, row, **counts.get(name, {})) for name, (column, row) in places.items()
    }
    lanes: dict[str, int] = {}  # one per target: lines to the same step share their way
    return Diagram(list(nodes.values()), [edge for node in nodes.values() for edge in _edges(node, nodes, lanes)])


def _places(process: type[Process]) -> dict[str, tuple[int, int]]:
    """{step: (column, row)}."""
    places = {name: (0, row) for row, name in enumerate(_spine(process))}
    free = 0
    for name in list(places):
        for step in _beside(process, name, places):
            free = max(free, places[name][1])
            places[step] = (1, free)
            free += 1
    return places


def _beside(process: type[Process], start: str, places: Mapping[str, object]) -> Iterator[str]:
    """What is reached from here and has no place yet, chain after chain."""
    for target in process.steps[start].exits().values():
        if target not in places:
            yield target
            yield from _beside(process, target, places)


def _spine(process: type[Process]) -> Iterator[str]:
    name = next(iter(process.steps))
    seen: set[str] = set()
    while name and name not in seen:
        yield name
        seen.add(name)
        exits = process.steps[name].exits()
        name = exits.get("yes") or exits.get("", "")


def _edges(node: Node, nodes: dict[str, Node], lanes: dict[str, int]) -> Iterator[Edge]:
    targets: dict[str, list[str]] = {}
    for branch, target in node.step.exits().items():
        targets.setdefault(target, []).append(branch)
    for target, branches in targets.items():
        label = "" if "" in branches else ", ".join(str(BRANCHES[branch]) for branch in branches)
        yield _edge(node, nodes[target], label, lanes)


def _edge(source: Node, target: Node, label: str, lanes: dict[str, int]) -> Edge:
    if source.column == target.column and target.row == source.row + 1:
        start = source.y + HEIGHT
        return Edge(f"M{source.middle},{start} V{target.y}", label, source.middle + 8, start + 19)
    if source.row == target.row:
        start, end = (source.right, target.x) if target.column else (source.x, target.right)
        beside = start + 8 if target.column else start - 8 - LETTER * len(label)
        return Edge(f"M{start},{source.height} H{end}", label, beside, source.height - 7)
    return _around(source, target, label, lanes)


def _around(source: Node, target: Node, label: str, lanes: dict[str, int]) -> Edge:
    """Through the gap beside the spine, on a lane of its own."""
    lane = lanes.setdefault(target.step.name, len(lanes))
    x = MARGIN + WIDTH + 68 + lane * LANE
    down = HEIGHT // 4
    inset = SLANT // 2 if isinstance(source.step, Gate) else 0
    start = source.right - inset if source.column == 0 else source.x + inset
    end = target.right if target.column == 0 else target.x
    height = source.height + down
    path = f"M{start},{height} H{x} V{target.height - (down if target.row < source.row else 0)} H{end}"
    label_x = start + 8 if source.column == 0 else start - 8 - LETTER * len(label)
    return Edge(path, label, label_x, height + 15)
