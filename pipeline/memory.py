"""Allocators as they suit a process that runs for months: they must not hold what its busiest minute needed."""

import ctypes
import os

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""Names of glibc's, from malloc.h."""
MAPPED_BYTES = 128 << 10
"""A block of this size or more is a mapping of its own, and gone when it is freed."""


def spare_memory() -> None:
    """Settle it for the whole process. Call it once, before Arrow is imported and before there are many threads.

    Left to itself, glibc makes a heap for nearly each of the threads that fetch, and each keeps what its largest pages needed; and from the
    first large block that is freed it learns to put such blocks into the heaps, where one small object behind them keeps all of it. Other C
    libraries have no such call, and need none. Arrow's own allocator keeps what the largest batch needed: it shall use the C library's.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES)
