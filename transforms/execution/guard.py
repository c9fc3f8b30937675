"""Calling a stage's function so that one input's error costs one input."""

import errno
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from newsbeam.transforms.errors import InputError, Permanent, UserError

In = TypeVar("In")
Out = TypeVar("Out")


def guarded(fn: Callable[[In], Out], item: In) -> Out | InputError:
    """`fn(item)`, with every exception turned into the error that a failure record is made of.

    Unexpected exceptions become `internal_error`, with the place where they arose.

    Raises:
        UserError: what the user must mend, such as a missing model.
        OSError: what this machine lacks (`OURS`).
    """
    try:
        return fn(item)
    except InputError as error:
        return error
    except MemoryError:
        return Permanent("worker_died", "out of memory")
    except UserError:
        raise
    except OSError as error:
        if error.errno in OURS:
            raise
        return _defect(error)
    except Exception as error:  # noqa: BLE001  a defect must cost one input, not the run
        return _defect(error)


OURS = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE)
"""What this machine lacks is no fault of the input: it ends the run, and nothing of the batch is committed."""


def _defect(error: Exception) -> Permanent:
    """The error of an input that met a defect, with the place."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return Permanent("internal_error", f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"[:1000])
