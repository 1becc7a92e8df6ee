"""The language of the placeholders: Liquid with little left of it; a template can neither break out nor run away.

Only plain values go in; empty ones are left out beforehand: a missing value is an error and never „Guten Tag ,“.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TextIO

from liquid import Environment
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.context import RenderContext
from liquid.exceptions import LiquidError, UndefinedError
from liquid.stringify import to_liquid_string
from liquid.template import BoundTemplate
from liquid.undefined import FalsyStrictUndefined

from mailing import filters
from mailing.hygiene import clean_line

TAGS = {"if", "unless", "case", "for", "comment", "content", "output", "illegal"}
FILTERS = {"default", "upcase", "downcase", "truncate"}
_MISSING = re.compile(r"'?([\w.\[\]-]+)'? is undefined")


class TemplateError(Exception):
    """A template that cannot be rendered: `line` counts from 1, `path` is the missing placeholder, if it is that."""

    def __init__(self, reason: str, *, line: int | None = None, path: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.path = path


class _MarkdownNode(OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if isinstance(value, filters.Markdown):
            return buffer.write(value)
        return buffer.write(filters.escape_markdown(_line(value)))


class _LineNode(OutputNode):
    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        return buffer.write(_line(self.expression.evaluate(context)))


class _MarkdownOutput(Output):
    node_class = _MarkdownNode


class _LineOutput(Output):
    node_class = _LineNode


class _Environment(Environment):
    loop_iteration_limit = 2000
    output_stream_limit = 200_000
    context_depth_limit = 10


@lru_cache
def _environment(language: str, output: type[Output]) -> Environment:
    environment = _Environment(undefined=FalsyStrictUndefined)
    environment.tags = {name: tag for name, tag in environment.tags.items() if name in TAGS}
    environment.filters = {name: item for name, item in environment.filters.items() if name in FILTERS}
    environment.filters |= filters.for_language(language)
    environment.add_tag(output)
    return environment


def plain(value: Any) -> Any:
    """What a template may see: dicts, lists, texts, numbers, dates. Nothing empty, and no object with methods."""
    if isinstance(value, Mapping):
        items = {str(name): plain(item) for name, item in value.items()}
        return {name: item for name, item in items.items() if item is not None and item not in ("", {}, [])}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | Decimal | date):
        return value
    if isinstance(value, str):
        return value.strip()
    raise TypeError(f"{type(value).__name__} is no value for a mail")


def parse(source: str, *, language: str, markdown: bool = True) -> BoundTemplate:
    try:
        return _environment(language, _MarkdownOutput if markdown else _LineOutput).from_string(source)
    except LiquidError as error:
        raise _translated(error) from error


def fill(source: str, context: Mapping[str, Any], *, language: str, markdown: bool = True) -> str:
    """The source with the values in it, escaped for Markdown, or as one plain line (subject)."""
    template = parse(source, language=language, markdown=markdown)
    try:
        return template.render(plain(context))
    except LiquidError as error:
        raise _translated(error) from error


def used_paths(source: str, template: BoundTemplate) -> dict[str, int]:
    """Every placeholder that the template names, with its line; items of lists as `order.lines[].name`."""
    loops = {str(node.expression.identifier): str(node.expression.iterable) for node in _loops(template.nodes)}
    variables = [variable for group in template.analyze().variables.values() for variable in group]
    paths: dict[str, int] = {}
    for variable in variables:
        root, *rest = [str(part) for part in variable.segments]
        if root != "forloop":
            path = ".".join([f"{loops[root]}[]" if root in loops else root, *rest])
            paths.setdefault(path, source.count("\n", 0, variable.span.index) + 1)
    return paths


def _loops(nodes: Any) -> Iterator[ForNode]:
    for node in nodes:
        if isinstance(node, ForNode):
            yield node
        yield from _loops(node.children(None, include_partials=False))


def _line(value: object) -> str:
    return clean_line(to_liquid_string(value, autoescape=False))


def _translated(error: LiquidError) -> TemplateError:
    reason = str(error.message)
    position = error.context()
    missing = _MISSING.fullmatch(reason) if isinstance(error, UndefinedError) else None
    return TemplateError(reason, line=position[0] if position else None, path=missing[1] if missing else "")
