"""`newsbeam repair`: a store whose files were damaged or lost, made whole from what is left."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.exit_codes import DONE, SOME_DEAD
from newsbeam.pipeline.terminal import printable
from newsbeam.pipeline.writer import Writer
from newsbeam.sinks.repair import Base, Repaired, repair

STARTED_FROM: dict[Base, str] = {
    "writer": "its own database, which is whole",
    "published": "news.duckdb: what was committed after it was published last is lost, as far as no sealed file has it",
    "files": "the sealed files alone: what was not yet sealed is lost",
}


def repair_store(path: Path, *, as_json: bool = False) -> int:
    """Repair, make the index anew, and tell; returns the exit code: 1 if rows were lost.

    Raises:
        UserError: there is no store, another process is writing to it, or the disk is full.
    """
    now = SystemClock().now
    repaired = repair(path, now())
    said = json.dumps(asdict(repaired), default=str) if as_json else "\n".join(_told(path, repaired))
    sys.stdout.write(f"{printable(said)}\n")
    sys.stdout.flush()  # whatever comes now
    with closing(Writer(path, now, publish_seconds=0)):
        pass  # its index is made by opening it
    return SOME_DEAD if any(file.n_rows > file.n_saved for file in repaired.lost) else DONE


def _told(path: Path, repaired: Repaired) -> list[str]:
    lines = [f"The store {path} was made whole from {STARTED_FROM[repaired.base]}.", f"It has {repaired.n_rows:,} rows."]
    if repaired.n_saved:
        lines.append(f"{repaired.n_saved:,} of them were found in sealed files that nothing listed.")
    lines += [f"Lost: {file.path}, {file.n_rows - file.n_saved:,} of {file.n_rows:,} rows of {file.table}." for file in repaired.lost]
    if repaired.lost_schedule:
        lines.append("Pages that waited to be fetched are forgotten; their feeds will name them again.")
    if repaired.base == "files":
        lines.append("So are the feeds' states, how far archives were read, and what was learned of outlets.")
    lines.append(f"What was there before is in {repaired.quarantine}: delete it when you are content.")
    return lines
