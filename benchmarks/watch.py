"""Run a command and watch it: memory of its whole process tree over time, wall and CPU seconds.

    python -m benchmarks.watch [--every 10] -- newsbeam backfill big.warc.gz --store /tmp/store

Prints a line now and then and the peak at the end, in MiB of resident memory, shared pages counted once. Linux only: it reads /proc.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    try:
        children = (Path(f"/proc/{pid}/task/{pid}/children").read_text() + _of_threads(pid)).split()
    except OSError:
        return []
    return [pid, *(one for child in dict.fromkeys(children) for one in tree(int(child)))]


def _of_threads(pid: int) -> str:
    """Children that other threads of a process have started."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            found.append((thread / "children").read_text())
        except OSError:
            continue
    return " ".join(found)


def resident_mib(pid: int) -> float:
    """Resident memory of one process; of pages that several processes share, its share."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(rollup.partition("\nPss:")[2].split()[0]) / 1024 if "\nPss:" in rollup else 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time that one process has used; 0 if it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


@dataclass
class Watched:
    """What a process and its descendants have used so far. They are looked at while they live: not all are reaped by their parents."""

    pid: int
    peak_mib: float = 0.0
    peak_driver_mib: float = 0.0
    now_mib: float = 0.0
    n_processes: int = 0
    _cpu: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Take a sample."""
        pids = tree(self.pid)
        sizes = [resident_mib(pid) for pid in pids]
        self._cpu.update({pid: max(cpu_seconds(pid), self._cpu.get(pid, 0.0)) for pid in pids})
        self.now_mib, self.n_processes = sum(sizes), len(sizes)
        self.peak_mib, self.peak_driver_mib = max(self.peak_mib, self.now_mib), max(self.peak_driver_mib, sizes[0] if sizes else 0)

    @property
    def cpu(self) -> float:
        """CPU seconds of all of them, as last seen."""
        return sum(self._cpu.values())


def main() -> int:
    """The command; its exit code is the watched one's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=float, default=30, help="seconds between two lines")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    started = shown = time.monotonic()
    process = subprocess.Popen(args.command)
    watched = Watched(process.pid)
    while process.poll() is None:
        watched.look()
        if time.monotonic() - shown >= args.every:
            shown = time.monotonic()
            driver = resident_mib(process.pid)
            print(
                f"{shown - started:7.0f} s  driver {driver:6.0f} MiB  all {watched.now_mib:6.0f} MiB in {watched.n_processes}", flush=True
            )
        time.sleep(0.2)
    wall = time.monotonic() - started
    print(f"wall {wall:.1f} s, CPU {watched.cpu:.1f} s, peak {watched.peak_mib:.0f} MiB (driver alone {watched.peak_driver_mib:.0f} MiB)")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
