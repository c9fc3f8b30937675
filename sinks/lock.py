"""One writer at a time, by a lock file of our own: the kernel lets go of it when the process ends, however it ends.

Never a lock on the database file: opening and closing that by other means would silently drop DuckDB's own.
"""

import fcntl
import os
from pathlib import Path

from newsbeam.transforms.errors import StoreLocked


class WriterLock:
    """The right to write to one store, held from construction until `release`.

    Raises:
        StoreLocked: another process holds it; the message names it.
        OSError: the lock file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoreLocked(
                f"the store {path.parent.parent} is being written by process {holder}: wait for it to end, or stop it"
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let another process write. The file stays: removing it would let two processes hold two locks."""
        os.close(self._file)
