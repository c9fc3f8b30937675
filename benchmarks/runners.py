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

from benchmarks.same_rows import compare
from newsbeam.pipeline.backfill import backfill_archives
from newsbeam.pipeline.config import Config
from newsbeam.transforms.execution import sandbox


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
        return compare(stores[0], stores[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
