"""What the blocks of a page refer to, fetched at once: one query per model instead of one per kind of block."""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from django.db.models import Model, prefetch_related_objects
from wagtail import blocks

Known = dict[type[Model], dict[Any, Any]]
_known: ContextVar[Known | None] = ContextVar("picked", default=None)


class Picking(blocks.ChooserBlock):
    """A chooser that takes what `pick` has fetched."""

    fetched_with: tuple[str, ...] = ()

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        known = (_known.get() or {}).get(self.model_class)
        if known is None:
            return list(super().bulk_to_python(values))
        return [copy.copy(known.get(key)) for key in values]  # the same picture has other words elsewhere

    def deconstruct(self) -> Any:
        """For migrations it is what it stands on."""
        _path, args, kwargs = super().deconstruct()
        base = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("wagtail."))
        return f"{base.__module__}.{base.__name__}", args, kwargs


class PageBlock(Picking, blocks.PageChooserBlock):
    pass


def pick(*streams: blocks.StreamValue, beside: Collection[Model] = ()) -> None:
    """What the page shows beside them is read already: what comes with it is fetched for both at once."""
    wanted: dict[tuple[type[Model], tuple[str, ...]], set[Any]] = defaultdict(set)
    for stream in streams:
        for block, key in _keys(stream.stream_block, stream.raw_data):
            wanted[block.model_class, block.fetched_with].add(key)
    if wanted:
        _unfold(streams, {kind: _fetch(kind, related, keys, beside) for (kind, related), keys in wanted.items()})


def _fetch(kind: type[Model], related: tuple[str, ...], keys: set[Any], beside: Collection[Model]) -> dict[Any, Any]:
    found = kind._default_manager.in_bulk(keys)
    prefetch_related_objects([*found.values(), *(one for one in beside if isinstance(one, kind))], *related)
    return found


def _unfold(streams: Iterable[blocks.StreamValue], known: Known) -> None:
    """Streams make their values when somebody looks at them: now."""
    token = _known.set(known)
    try:
        _look_at(streams)
    finally:
        _known.reset(token)


def _look_at(value: Any) -> None:
    if isinstance(value, dict):
        _look_at(value.values())
    elif isinstance(value, blocks.StreamValue):
        _look_at(child.value for child in value)
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for child in value:
            _look_at(child)


def _keys(block: blocks.Block, raw: Any) -> Iterator[tuple[Picking, Any]]:
    if isinstance(block, Picking) and raw:
        yield block, raw
    for child, value in _children(block, raw):
        yield from _keys(child, value)


def _children(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    if isinstance(block, blocks.StreamBlock):
        yield from (
            (block.child_blocks[item["type"]], item["value"]) for item in raw if item["type"] in block.child_blocks
        )
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, item["value"]) for item in raw or ())
    elif isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        yield from ((child, raw.get(name)) for name, child in block.child_blocks.items())
