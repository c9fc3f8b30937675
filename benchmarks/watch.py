"""Run a command and watch it: memory of its whole process tree over time, wall and CPU seconds.

    python -m benchmarks.watch [--every 10] -- newsbeam backfill big.warc.gz --store /tmp/store

Prints a line now and then and the peak at the end, in MiB of resident memory (pages shared by several processes count once for each,
so the sum is an upper bound). Linux only: it reads /proc.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

PAGE_BYTES = resource.getpagesize()


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
    """Resident memory of one process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES / 2**20
    except OSError:
        return 0.0


def main() -> int:
    """The command; its exit code is the watched one's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=float, default=30, help="seconds between two lines")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    started = shown = time.monotonic()
    peak = peak_driver = 0.0
    watched = subprocess.Popen(args.command)
    while watched.poll() is None:
        sizes = [resident_mib(pid) for pid in tree(watched.pid)]
        peak, peak_driver = max(peak, sum(sizes)), max(peak_driver, sizes[0] if sizes else 0)
        if time.monotonic() - shown >= args.every:
            shown = time.monotonic()
            print(
                f"{shown - started:7.0f} s  driver {sizes[0] if sizes else 0:6.0f} MiB  all {sum(sizes):6.0f} MiB in {len(sizes)} processes",
                flush=True,
            )
        time.sleep(0.5)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"wall {time.monotonic() - started:.1f} s, CPU {used.ru_utime + used.ru_stime:.1f} s, peak {peak:.0f} MiB (driver alone {peak_driver:.0f} MiB)"
    )
    return watched.returncode


if __name__ == "__main__":
    sys.exit(main())
