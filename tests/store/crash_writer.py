"""A writer to be killed: commits batches of one document each, telling of every one, and publishes and seals between. Run by test_crash."""

import sys
from pathlib import Path

from newsbeam.sinks.store import Store
from tests.store.samples import Clock, document, write_batch


def main(path: Path, first: int) -> None:
    store = Store.open(path, Clock())
    sys.stdout.write(f"open {store.sequence}\n")
    sys.stdout.flush()
    for number in range(first, first + 1000):
        store.commit(write_batch(store.layout.batches / str(number), f"b{number}", [document(number)], store.sequence))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        if number % 3 == 2:
            store.seal(force=True)
        store.compact()
        store.publish()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
