"""Being asked to stop: the work in hand is finished first, within limits."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from newsbeam.pipeline.ending import end_at_once

PATIENCE_SECONDS = {signal.SIGINT: 9.0, signal.SIGTERM: 25.0}
"""How long the work in hand may take after each signal: a person waits at a terminal, a service manager kills after 30 s or more."""


class Stop(threading.Event):
    """Set by SIGTERM or Ctrl-C."""

    signal_number: int | None = None

    @property
    def interrupted(self) -> bool:
        """True if it was Ctrl-C: the user wanted more than was done."""
        return self.signal_number == signal.SIGINT


@contextmanager
def stoppable() -> Iterator[Stop]:
    """While the block runs, SIGTERM and the first Ctrl-C only ask; a second one ends at once, and so does work that takes too long."""
    stop = Stop()
    over = threading.Event()

    def give_up(number: int) -> None:
        if not over.wait(PATIENCE_SECONDS[signal.Signals(number)]):
            end_at_once(number)

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.signal_number = number
        stop.set()
        signal.signal(number, end_at_once)
        threading.Thread(target=give_up, args=(number,), name="patience", daemon=True).start()

    before: dict[int, Any] = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        over.set()
        for number, handler in before.items():
            signal.signal(number, handler)
