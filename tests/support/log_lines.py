"""What a program that reads the log gets to see."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from core.logs import Json

Lines = list[dict[str, object]]


@contextmanager
def reading() -> Iterator[Lines]:
    """The lines that are logged inside the block, as in production."""
    told: Lines = []

    class Reader(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(json.loads(Json().format(record)))

    reader = Reader()
    logging.getLogger().addHandler(reader)
    try:
        yield told
    finally:
        logging.getLogger().removeHandler(reader)
