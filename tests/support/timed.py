"""Timed assertions. Their tests are marked `timed` and are not in the default run, which other work on the machine may slow down."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block must take less of this process's CPU time than that. The bounds are wide: what they catch takes minutes or hours."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < seconds, f"it took {took:.2f} s"
