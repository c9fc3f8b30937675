import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stages.archive_samples import WRITTEN


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write_file(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
        return path

    return write_file
