"""What is known of outlets: the lines that recur on their newest pages, to learn from, and what was learned.

Nothing is kept between two times of learning but the result: the newest pages are compared anew, so that a block of an old design expires
by itself, and work and memory are bounded whatever the age of the store.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import duckdb

from newsbeam.sinks.columns import RowT, columns, decode
from newsbeam.sinks.dimensions import OutletBlockRow, OutletRow
from newsbeam.sinks.schema import naive
from newsbeam.transforms.records import Knowledge, OutletKnowledge

NEWEST = 200
"""Pages of an outlet that are compared: its newest ones."""
FIRST, LAST = 2, 3
"""Lines of a text that are its edges."""
SAMPLES = 5
"""Pages that are named for a line."""
MEMORY = timedelta(days=180)
"""How long blocks that expired are remembered."""


class RecurringLine(NamedTuple):
    """A line that several pages of an outlet have."""

    source: str
    text: str
    n_pages: int
    n_stories: int
    n_edge: int
    """Pages on which it is among the first or last lines."""
    around: list[str]
    """The texts of some of those pages."""


class Outlets(NamedTuple):
    """All that is known."""

    outlets: list[OutletRow]
    blocks: list[OutletBlockRow]

    @property
    def knowledge(self) -> Knowledge:
        """As cleaning asks for it: outlets of which nothing was learned are left out."""
        active: dict[str, dict[str, str]] = {}
        withdrawn: dict[str, set[str]] = {}
        for block in self.blocks:
            if block.state == "active":
                active.setdefault(block.source, {})[block.block_key] = evidence(block)
            elif block.state == "withdrawn":
                withdrawn.setdefault(block.source, set()).add(block.block_key)
        return {
            row.source: OutletKnowledge(row.knowledge, active.get(row.source, {}), frozenset(withdrawn.get(row.source, ())))
            for row in self.outlets
            if row.knowledge
        }


def outlets(connection: duckdb.DuckDBPyConnection) -> Outlets:
    """What the writer's database or a published file knows."""
    return Outlets(_all(connection, OutletRow, "outlets"), _all(connection, OutletBlockRow, "outlet_blocks"))


def _all(connection: duckdb.DuckDBPyConnection, row_type: type[RowT], table: str) -> list[RowT]:
    names = ", ".join(column.name for column in columns(row_type))
    return [decode(row_type, row) for row in connection.execute(f"SELECT {names} FROM {table} ORDER BY ALL").fetchall()]


def evidence(block: OutletBlockRow) -> str:
    """On what the decision to cut a block rests, in words."""
    return f"on {block.n_pages} of {block.of_pages} pages of {block.source}, in {block.n_stories} stories"


def article_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Stored articles by outlet, in the order of their names."""
    return dict(connection.execute(_COUNTS).fetchall())


def choose_newest(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> dict[str, int]:
    """Choose the pages of some outlets that are compared; returns how many of each.

    Args:
        connection: to a published file; it remembers the choice for `recurring_lines`.
    """
    connection.execute(_CHOSEN, {"sources": list(sources), "newest": NEWEST})
    return dict(connection.execute("SELECT source, count(*) FROM chosen GROUP BY source").fetchall())


def recurring_lines(connection: duckdb.DuckDBPyConnection, sources: Sequence[str], least: int, longest: int) -> list[RecurringLine]:
    """The lines that at least `least` of an outlet's chosen pages have.

    Args:
        connection: the same as of `choose_newest`.
        longest: in characters; longer lines are left out.
    """
    connection.execute(_NEWEST.format(sources=", ".join("?" * len(sources))), list(sources))
    rows = connection.execute(_LINES, {"first": FIRST, "last": LAST, "longest": longest, "least": least, "samples": SAMPLES}).fetchall()
    ids = sorted({one for *_, samples in rows for one in samples})
    texts = dict(connection.execute("SELECT article_id, text FROM newest WHERE list_contains(?::UUID[], article_id)", [ids]).fetchall())
    return [
        RecurringLine(source, line, n_pages, n_stories, n_edge, [texts[one] for one in samples])
        for source, line, n_pages, n_stories, n_edge, samples in rows
    ]


def forget(connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Drop blocks that expired long ago; inside the caller's transaction."""
    connection.execute("DELETE FROM outlet_blocks WHERE state = 'expired' AND changed_at < ?", [naive(now - MEMORY)])


_COUNTS = """
SELECT source, count(DISTINCT article_id) FROM article_revisions
WHERE source IS NOT NULL AND extractor <> 'clean/1' GROUP BY source ORDER BY source
"""
# once for all outlets: the view reads the whole store
_CHOSEN = """
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT source, day, article_id, revision, coalesce(story_id, article_id) AS story
FROM articles_unique WHERE list_contains($sources, source) AND extractor <> 'clean/1'
QUALIFY row_number() OVER (PARTITION BY source ORDER BY fetched_at DESC, article_id) <= $newest
"""
# sealed files lie in the order of their sources: what is asked for by name is found without reading the rest
_NEWEST = """
CREATE OR REPLACE TEMP TABLE newest AS
SELECT chosen.*, text FROM article_revisions JOIN chosen USING (source, day, article_id, revision) WHERE source IN ({sources})
"""
# what was cut as recurring still recurs; its place does not matter any more
_LINES = """
WITH split AS (SELECT source, article_id, story, string_split(text, chr(10)) AS lines FROM newest),
told AS (
    SELECT source, article_id, story, unnest(lines) AS line,
        generate_subscripts(lines, 1) <= $first OR generate_subscripts(lines, 1) > len(lines) - $last AS edge
    FROM split
    UNION ALL
    SELECT newest.source, article_id, story, removed.text, true
    FROM newest JOIN removed_blocks AS removed USING (day, article_id, revision) WHERE removed.reason = 'recurring')
SELECT source, line, count(DISTINCT article_id), count(DISTINCT story), count(DISTINCT article_id) FILTER (edge),
    list(DISTINCT article_id ORDER BY article_id)[:$samples]
FROM told WHERE length(line) <= $longest
GROUP BY source, line HAVING count(DISTINCT article_id) >= $least
ORDER BY source, line
"""
