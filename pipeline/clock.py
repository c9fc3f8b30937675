"""Time as the drivers see it: passed in, so that a test or the demo can run two days in a minute."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What a driver and its fetchers ask of time. Implementations can be pickled: they travel to workers."""

    def now(self) -> datetime:
        """The present, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait, between two requests to one host."""

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Wait until there is something to do again, or until `stop` is set."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Sleep, but wake at once when asked to stop."""
        stop.wait(seconds)


@dataclass(slots=True)
class VirtualClock:
    """Time that passes only when the driver waits. In a worker it stands still, so that what is fetched in one tick has one time."""

    at: datetime

    def now(self) -> datetime:
        """The virtual present."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Between requests nothing is waited for."""

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Let the time pass at once."""
        if not stop.is_set():
            self.at += timedelta(seconds=seconds)
