"""Words in the search index of Wagtail, looked up so that even the most frequent word costs little.

Wagtail ranks all that is found; we let the database stop after the first `MOST` and rank those. Words are beginnings of
words, without case and accents, as `cms.finding` makes them.
"""

from collections.abc import Sequence

from django.db import connection
from wagtail.search.models import IndexEntry

MOST = 300

_TABLE = IndexEntry._meta.db_table
_SQLITE = f"""
    SELECT object_id FROM (
        SELECT entry.object_id, bm25({_TABLE}_fts) AS score
        FROM {_TABLE}_fts JOIN {_TABLE} entry ON entry.id = {_TABLE}_fts.rowid
        WHERE {_TABLE}_fts MATCH %s AND entry.content_type_id IN (SELECT value FROM json_each(%s)) LIMIT {MOST}
    ) ORDER BY score LIMIT %s
"""  # noqa: S608 -- names of tables
_POSTGRESQL = f"""
    SELECT object_id FROM (
        SELECT entry.object_id, ts_rank(entry.autocomplete, words) AS score
        FROM {_TABLE} entry, to_tsquery('simple', %s) words
        WHERE entry.autocomplete @@ words
            AND entry.content_type_id IN (SELECT value::int FROM json_array_elements_text(%s)) LIMIT {MOST}
    ) found ORDER BY score DESC LIMIT %s
"""  # noqa: S608


def best(words: Sequence[str], *, content_types: Sequence[int], number: int, any_of: bool = False) -> list[int]:
    """Keys of what has words with all these beginnings (or one of them), the most fitting first."""
    if connection.vendor == "sqlite":
        statement, joined = _SQLITE, (" OR " if any_of else " AND ").join(f'"{word}"*' for word in words)
        asked = f"autocomplete : ({joined})"
    else:
        statement, asked = _POSTGRESQL, (" | " if any_of else " & ").join(f"'{word}':*" for word in words)
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked, f"[{','.join(map(str, content_types))}]", number])
        return [int(key) for (key,) in cursor.fetchall()]
