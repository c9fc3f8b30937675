"""The exit codes of the command line; scripts rely on them."""

from newsbeam.pipeline.ending import INTERRUPTED
from newsbeam.transforms.errors import TemporaryError, UserError

DONE = 0
SOME_DEAD = 1
WRONG_USAGE = UserError.exit_code
TRY_LATER = TemporaryError.exit_code

__all__ = ["DONE", "INTERRUPTED", "MEANINGS", "SOME_DEAD", "TRY_LATER", "WRONG_USAGE"]

MEANINGS = {
    DONE: "done",
    SOME_DEAD: "done, but some inputs became dead letters",
    WRONG_USAGE: "wrong usage or configuration",
    TRY_LATER: "try again later",
    INTERRUPTED: "interrupted",
}
