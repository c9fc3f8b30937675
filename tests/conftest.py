import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from newsbeam.transforms.execution import sandbox

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
settings.register_profile("newsbeam", deadline=None)  # times are asserted by tests that are marked `timed`, and only there
settings.load_profile("newsbeam")
_connect = socket.socket.connect


def _guarded_connect(self: socket.socket, address: Any) -> None:
    """Tests talk to this machine only; anything else is a defect of the test or of the address guard."""
    if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in LOOPBACK:
        raise AssertionError(f"a test tried to connect to {address}")
    _connect(self, address)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _guarded_connect)


@pytest.fixture(scope="session", autouse=True)
def _end_children() -> Iterator[None]:
    yield
    sandbox.close()
