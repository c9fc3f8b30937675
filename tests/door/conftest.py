"""What `pip install` leaves, made once: the wheel unpacked beside decoys, and the demo's store made from there."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECOYS = ("pipeline", "transforms", "sinks")
Run = Callable[..., subprocess.CompletedProcess[str]]


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a distribution without network; returns the file."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder], cwd=source, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def beside_decoys(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody's folder, with modules of the names that our folders have in the repository. They end whoever imports them."""
    folder = tmp_path_factory.mktemp("somebody")
    for name in DECOYS:
        (folder / f"{name}.py").write_text(f"raise SystemExit('the decoy {name}.py was imported')\n")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder


@pytest.fixture(scope="session")
def run(beside_decoys: Path) -> Run:
    """Runs the installed wheel's Python in that folder: it comes before this environment's editable install."""

    def run_it(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(beside_decoys / "site")}
        return subprocess.run(
            [sys.executable, *arguments], cwd=beside_decoys, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    return run_it


@pytest.fixture(scope="session")
def demo_store(run: Run, beside_decoys: Path) -> Path:
    """The store of `newsbeam demo`, run from the wheel beside the decoys; what it printed is in demo.txt."""
    done = run("-m", "newsbeam.pipeline.cli", "demo")
    assert done.returncode == 0, done.stderr
    (beside_decoys / "demo.txt").write_text(done.stdout, encoding="utf-8")
    return beside_decoys / "news-demo"
