"""Two stores hold the same rows.

    python -m benchmarks.same_rows STORE OTHER

Compares every table of facts and every dimension that people read: all columns but those that say when, how fast and from which folder
something was read.
Exit status 1 if a row differs.
"""

import sys
from pathlib import Path

import duckdb

from newsbeam.sinks.read import open_published
from newsbeam.sinks.tables import FACTS

DIMENSIONS = ("entities", "entity_aliases", "outlet_blocks")
PER_COMMIT = frozenset({"batch_id"})
"""Names the commit, which differs by design."""
PER_RUN = PER_COMMIT | {"ms", "origin", "input_id", "first_seen_at", "fetched_at", "first_failed_at", "last_failed_at", "learned_at"}
"""Speak of when and from which folder or port something was read, too; an input's id is a hash of that."""


def main(arguments: list[str]) -> int:
    """Compare the two stores that are named."""
    if len(arguments) != 2:
        sys.stderr.write(f"usage: {__doc__}")
        return 2
    one, other = map(Path, arguments)
    return compare(one, other, PER_RUN)


def compare(one: Path, other: Path, ignored: frozenset[str] = PER_COMMIT) -> int:
    """Print each table's size and how many rows only one store has; 1 if any."""
    different = 0
    with open_published(one) as left, open_published(other) as right:
        for table in (*(table.name for table in FACTS), *DIMENSIONS):
            a, b = _rows(left, table, ignored), _rows(right, table, ignored)
            different += len(a ^ b)
            print(f"{table:20} {len(a):8,} rows  {len(b):8,} rows  {len(a ^ b):6,} differ")
    return 1 if different else 0


def _rows(connection: duckdb.DuckDBPyConnection, table: str, ignored: frozenset[str]) -> set[str]:
    columns = [name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall() if name not in ignored]
    return {repr(row) for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
