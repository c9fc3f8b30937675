from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsbeam.sinks.store import Store
from tests.store.samples import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_store(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Opens the test's store; whatever is still open is closed at the end."""
    opened: list[Store] = []

    def open_it() -> Store:
        opened.append(Store.open(tmp_path / "news", clock))
        return opened[-1]

    yield open_it
    for store in opened:
        if not store.closed:
            store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()
