"""Where the command `newsbeam` begins: Ctrl-C is one sentence from the first moment on, before anything that takes time is imported."""

import atexit
import signal

from newsbeam.pipeline.ending import end_at_once


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, end_at_once)  # until a command knows better
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)  # Python itself, once it ends, would leave it to the system: no word
    from newsbeam.pipeline.cli import main as run

    run()


if __name__ == "__main__":
    main()
