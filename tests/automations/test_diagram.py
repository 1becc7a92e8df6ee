"""The drawing of a process: everything on it, nothing over something else."""

from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from automations.diagram import HEIGHT, draw
from automations.process import Process
from automations.processes import PROCESSES
from tests.automations.sample import Errand

EVERY = [Errand, *PROCESSES]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("process", EVERY, ids=lambda process: process.key)
def test_every_step_is_drawn_once_and_beside_the_others(process: type[Process]) -> None:
    nodes = draw(process, {}).nodes

    assert [node.step.name for node in sorted(nodes, key=lambda node: list(process.steps).index(node.step.name))] == (
        list(process.steps)
    )
    for one, other in combinations(nodes, 2):
        assert one.right < other.x or other.right < one.x or abs(one.y - other.y) > HEIGHT


@pytest.mark.parametrize("process", EVERY, ids=lambda process: process.key)
def test_every_exit_is_a_line(process: type[Process]) -> None:
    ways = {(name, target) for name, step in process.steps.items() for target in step.exits().values()}

    assert len(draw(process, {}).edges) == len(ways)


@pytest.mark.parametrize("process", EVERY, ids=lambda process: process.key)
def test_labels_stay_inside_their_shapes(process: type[Process]) -> None:
    for node in draw(process, {}).nodes:
        heights = [height for height, _line in node.lines]
        assert node.y < min(heights)
        assert max(heights) < node.y + HEIGHT


def test_spine_follows_the_answer_yes() -> None:
    places = {node.step.name: (node.column, node.row) for node in draw(Errand, {}).nodes}

    assert [name for name, (column, _row) in places.items() if column == 0] == [
        "asked", "first", "second", "answered", "call", "third", "done",
    ]  # fmt: skip
    assert places["remind"] == (1, places["answered"][1])


def test_drawing_is_plain_svg_with_a_title_and_the_counts() -> None:
    diagram = draw(Errand, {"answered": {"live": 7, "failed": 0}, "call": {"live": 0, "failed": 2}})
    text = render_to_string("automations/admin/_diagram.html", {"process": Errand, "diagram": diagram})
    root = ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))

    badges = [badge.findtext(f"{SVG}text") for badge in root.iter(f"{SVG}g") if "badge" in badge.get("class", "")]
    assert badges == ["7", "2"]
    assert "Errand" in root.findtext(f"{SVG}title", "")
    assert not [node for node in root.iter() if node.tag == f"{SVG}script" or "style" in node.attrib]
