"""How many of a folder of feeds are read: python -m benchmarks.feeds DATA_DIR

DATA_DIR holds `manifest.jsonl`, an object a feed: `file`, `ctype` (the Content-Type it was served with) and `gold.entries`, how many
entries feedparser finds.
Prints counts; exit status 1 if a feed crashed the parser or took longer than `SLOW_SECONDS`.
"""

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.errors import Permanent

SLOW_SECONDS = 2.0


def main() -> int:
    """Read every feed of the manifest and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-v", action="store_true", help="name the feeds with fewer entries, errors and crashes")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    slowest = 0.0
    with (arguments.data / "manifest.jsonl").open(encoding="utf-8") as manifest:
        for line in manifest:
            feed = json.loads(line)
            started = time.perf_counter()
            outcome = _outcome(arguments.data / feed["file"], feed["ctype"], feed["gold"]["entries"], counts)
            seconds = time.perf_counter() - started
            slowest = max(slowest, seconds)
            counts["slow"] += seconds > SLOW_SECONDS
            counts[outcome] += 1
            if arguments.v and outcome != "at least the gold's entries":
                print(outcome, feed["file"], feed["path"], feed["gold"]["entries"])
    for name, count in sorted(counts.items()):
        print(f"{count:7d} {name}")
    print(f"{slowest:7.2f} s the slowest")
    return 1 if counts["CRASHED"] or counts["slow"] else 0


def _outcome(path: Path, content_type: str | None, gold: int, counts: Counter[str]) -> str:
    try:
        feed = parse_feed(path.read_bytes(), content_type, "https://outlet.example/feed.xml")
    except Permanent as error:
        return f"refused ({error.reason}), gold had {'some' if gold else 'no'} entries"
    except Exception:  # noqa: BLE001  to count them is what this is for
        traceback.print_exc()
        return "CRASHED"
    counts["(entries)"] += len(feed.entries)
    counts["(entries without a link)"] += sum(not entry.url for entry in feed.entries)
    counts["(gold entries)"] += gold
    return "at least the gold's entries" if len(feed.entries) >= gold else "fewer than the gold's entries"


if __name__ == "__main__":
    sys.exit(main())
