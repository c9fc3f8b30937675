"""Being asked to stop: the work in hand is finished first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Stop(threading.Event):
    """Set by SIGTERM or Ctrl-C."""

    signal_number: int | None = None

    @property
    def interrupted(self) -> bool:
        """True if it was Ctrl-C: the user wanted more than was done."""
        return self.signal_number == signal.SIGINT


@contextmanager
def stoppable() -> Iterator[Stop]:
    """While the block runs, SIGTERM and the first Ctrl-C only ask; a second one ends at once."""
    stop = Stop()

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.signal_number = number
        stop.set()
        signal.signal(number, before[number])

    before: dict[int, Any] = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
