"""The end of the process, at once and in one sentence.

Next to nothing is imported here: until this is loaded and put in place, Ctrl-C is a traceback.
"""

import os
import signal

TYPE_CHECKING = False  # type checkers know that it is true for them
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

INTERRUPTED, TRY_LATER = 130, 75
"""As in `exit_codes`, which imports more."""


def end_at_once(number: int, _frame: "FrameType | None" = None) -> "NoReturn":
    """End the process in one sentence, whatever it is at. What was committed stays; the rest is done again when it is started again."""
    said = "\nnewsbeam: interrupted\n" if number == signal.SIGINT else "newsbeam: ended before the work in hand was done\n"
    try:
        os.write(2, said.encode())  # not through `sys.stderr`, which may be just what was interrupted
    finally:
        _end_children()
        os._exit(INTERRUPTED if number == signal.SIGINT else TRY_LATER)


def _end_children() -> None:
    """Engines' job servers have process groups of their own, and would outlive us. Where there is no /proc, they do."""
    try:
        for thread in os.listdir("/proc/self/task"):  # noqa: PTH208  pathlib would have to be imported
            with open(f"/proc/self/task/{thread}/children") as listed:  # noqa: PTH123
                for child in listed.read().split():
                    os.kill(int(child), signal.SIGTERM)
    except OSError:
        return
