"""What the demo tells to try next can be typed as it is printed."""

import io
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from newsbeam.pipeline.demo import job


@pytest.mark.parametrize(
    ("called", "on_path", "command"),
    [
        (".venv/bin/newsbeam", None, ".venv/bin/newsbeam"),
        (".venv/bin/newsbeam", "/usr/bin/newsbeam", "newsbeam"),
        ("/lib/newsbeam/pipeline/cli.py", None, "newsbeam"),
    ],
)
def test_commands_are_spelt_as_the_demo_was_called(monkeypatch: pytest.MonkeyPatch, called: str, on_path: str | None, command: str) -> None:
    monkeypatch.setattr("sys.argv", [called, "demo"])
    monkeypatch.setattr(shutil, "which", lambda _: on_path)
    out = io.StringIO()
    job._show_next(Console(file=out, width=200), Path("news-demo"))
    commands = [line.split()[0] for line in out.getvalue().splitlines() if line.startswith("  ") and "#" not in line[:4]]
    assert commands == [command] * len(job.TRY_NEXT)
