"""Progress of long work: a live line or table on a terminal, one line a minute otherwise. Always on stderr."""

import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

log = logging.getLogger("newsbeam")
LINE_EVERY_SECONDS = 60.0


@dataclass
class Report:
    """What there is to tell of the work at one moment; the driver fills it, the display shows it."""

    title: str
    counts: Counter[str] = field(default_factory=Counter)
    """Inputs by outcome."""
    facts: dict[str, str] = field(default_factory=dict)
    """Further figures by name, ready to print."""
    done: float = 0.0
    total: float | None = None
    """Work done and to do, in bytes; None if there is no end."""
    started: float = field(default_factory=time.monotonic)
    now_doing: str = ""

    @property
    def inputs(self) -> int:
        """Inputs that have ended."""
        return sum(self.counts.values())

    @property
    def rate(self) -> float:
        """Inputs a second since the start."""
        return self.inputs / max(time.monotonic() - self.started, 1e-9)

    def add(self, counts: Mapping[str, int]) -> None:
        """Count a batch's inputs."""
        self.counts.update(counts)

    def line(self) -> str:
        """All of it in one line."""
        parts = [f"{self.inputs:,} inputs", f"{self.rate:.1f}/s", *(f"{name} {n:,}" for name, n in self.counts.most_common())]
        if self.total:
            share = self.done / self.total
            left = (time.monotonic() - self.started) * (1 - share) / share if share else 0
            parts.insert(0, f"{share:.0%}")
            parts.append(f"{_duration(left)} left" if share else "")
        return f"{self.title}: " + ", ".join([*filter(None, parts), *(f"{name} {value}" for name, value in self.facts.items())])


@contextmanager
def shown(report: Report) -> Iterator["Display"]:
    """Show `report` until the block ends."""
    display = _OnTerminal(report) if sys.stderr.isatty() else Display(report)
    with display:
        yield display


class Display:
    """Shows a report as one log line a minute."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._last = time.monotonic()

    def __enter__(self) -> "Display":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self) -> None:
        """Show what has changed."""
        if time.monotonic() - self._last >= LINE_EVERY_SECONDS:
            self._last = time.monotonic()
            log.info("%s", self.report.line())


class _OnTerminal(Display):
    """Shows a report as one live screen."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %" if report.total else ""),
            TimeRemainingColumn() if report.total else TextColumn(""),
        )
        self._task = self._bar.add_task(report.title, total=report.total)
        self._live = Live(get_renderable=self._render, console=Console(stderr=True), refresh_per_second=4, transient=True)

    def __enter__(self) -> Display:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def update(self) -> None:
        self._bar.update(self._task, completed=self.report.done)

    def _render(self) -> RenderableType:
        counts = Table.grid(padding=(0, 2))
        for name, n in self.report.counts.most_common():
            counts.add_row(name, f"{n:,}")
        for name, value in self.report.facts.items():
            counts.add_row(Text(name, "dim"), value)
        counts.add_row(Text("rate", "dim"), f"{self.report.rate:.1f} inputs/s, {_duration(time.monotonic() - self.report.started)}")
        return Group(self._bar, counts, Text(self.report.now_doing, "dim"))


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
