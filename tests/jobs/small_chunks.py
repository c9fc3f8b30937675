"""A backfill in small chunks, as a process of its own that tests can kill: `python -m tests.jobs.small_chunks ARCHIVE STORE`."""

import sys
from contextlib import closing
from pathlib import Path

from newsbeam.pipeline.backfill import Backfill
from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.committer import open_committer
from newsbeam.pipeline.engine import Engine
from newsbeam.pipeline.progress import Display, Report
from newsbeam.pipeline.signals import Stop
from newsbeam.transforms.archives import ReadLimits, find_inputs
from newsbeam.transforms.execution.sandbox import Limits

if __name__ == "__main__":
    archive, store = sys.argv[1:]
    with closing(open_committer(Path(store), SystemClock().now, 0, Stop())) as committer:
        job = Backfill(Engine(Limits(), "en_core_web_sm"), committer, ReadLimits(), Stop(), "run", 6)
        job.local(list(find_inputs([archive])), Display(Report("test")))
