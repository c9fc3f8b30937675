"""The same graph on another runner gives the same rows.

    python -m benchmarks.runners PATH... --runner=FlinkRunner --flink_master='[local]' --flink_job_server_jar=JAR
    python -m benchmarks.runners PATH... --runner=PrismRunner --prism_location=PRISM

Backfills PATH... twice, in this process's memory and on the named runner, into two temporary stores, and compares every table of facts.
Exit status 1 if a row differs.
"""

import sys
import tempfile
import time
from pathlib import Path

import duckdb

from newsbeam.pipeline.backfill import backfill_archives
from newsbeam.pipeline.config import Config
from newsbeam.sinks.read import open_published
from newsbeam.sinks.tables import FACTS
from newsbeam.transforms.execution import sandbox

PER_BATCH = {"batch_id"}
"""Columns that name the commit, which differs by design."""


def main(arguments: list[str]) -> int:
    """Run both and compare."""
    paths = [argument for argument in arguments if not argument.startswith("--")]
    flags = [argument for argument in arguments if argument.startswith("--")]
    runner = next((flag.partition("=")[2] for flag in flags if flag.startswith("--runner=")), None)
    if not paths or runner is None:
        sys.stderr.write(f"usage: {__doc__}")
        return 2
    others = [flag for flag in flags if not flag.startswith("--runner=")]
    with tempfile.TemporaryDirectory() as folder:
        stores = [Path(folder) / "memory", Path(folder) / "other"]
        for store, name, given in zip(stores, (None, runner), ([], others), strict=True):
            started = time.monotonic()
            backfill_archives(paths, Config(), store, runner=name, flags=given)
            print(f"{name or 'FnApiRunner'}: {time.monotonic() - started:.1f} s")
        sandbox.close()
        return compare(*stores)


def compare(one: Path, other: Path) -> int:
    """Print each table's size and how many rows only one store has; 1 if any."""
    different = 0
    with open_published(one) as left, open_published(other) as right:
        for table in FACTS:
            a, b = _rows(left, table.name), _rows(right, table.name)
            different += len(a ^ b)
            print(f"{table.name:20} {len(a):8,} rows  {len(b):8,} rows  {len(a ^ b):6,} differ")
    return 1 if different else 0


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    columns = [name for (name, *_) in connection.execute(f"DESCRIBE {table}").fetchall() if name not in PER_BATCH]
    return {repr(row) for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
