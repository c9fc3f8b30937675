"""What is installed: one package, whole, that works where the sources are not."""

import shlex
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.door.conftest import ROOT, Run, build

SCRIPT = '''
"""What somebody writes in a notebook."""
from pathlib import Path

import newsbeam
import newsbeam.pipeline.graph

assert Path(newsbeam.__file__).parent.parent.name == "site", newsbeam.__file__
text = "Mayor Ada Quill said that 5,300 people had crossed the bridge by noon."
print(newsbeam.clean("Bridge reopens\\n" + text, form="clean").text.splitlines()[0])
print(newsbeam.find_claims(text)[0].speaker_name)
print(newsbeam.Ingest.__name__)
with newsbeam.open("news-demo") as store:
    print(store.sql("SELECT count(*) > 50 FROM articles").fetchall())
'''


def content(wheel: Path) -> dict[str, bytes]:
    """Path and bytes of every file of the package itself."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("newsbeam/")}


def test_exactly_one_package_is_installed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"newsbeam"}
    assert len(tops) == 2


def test_all_that_the_package_reads_is_in_it(wheel: Path) -> None:
    inside = set(content(wheel))
    assert {"newsbeam/py.typed", "newsbeam/sinks/views.sql"} <= inside
    for folder in ("pipeline", "transforms", "sinks", "configs"):
        files = [p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
        assert {f"newsbeam/{p.relative_to(ROOT).as_posix()}" for p in files} <= inside


def test_the_licence_goes_with_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        licences = {Path(name).name for name in archive.namelist() if ".dist-info/licenses/" in name}
    assert "License-Expression: Apache-2.0\n" in metadata
    assert licences == {"LICENSE", "NOTICE"}


def test_a_wheel_made_of_the_source_distribution_is_the_same(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    assert content(build("wheel", source, tmp_path / "wheel")) == content(wheel)


def test_somebodys_modules_of_the_same_names_do_not_matter(run: Run, demo_store: Path) -> None:
    (demo_store.parent / "notebook.py").write_text(SCRIPT)
    done = run("notebook.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["Bridge reopens", "Ada Quill", "Ingest", "[(True,)]"]


def test_what_the_demo_names_to_try_next_works_as_printed(run: Run, demo_store: Path) -> None:
    told = (demo_store.parent / "demo.txt").read_text(encoding="utf-8").partition("Try next")[2]
    commands = [shlex.split(line) for line in told.splitlines() if line.strip() and not line.startswith("  #")]
    *local, last = [command[1:] for command in commands if command[0] == sys.executable]
    assert len(local) > 3
    assert last[2] == "run"  # the one that goes out into the world
    for command in local:
        done = run(*command)
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout


def test_the_decoys_would_be_noticed(run: Run) -> None:
    assert "the decoy sinks.py was imported" in run("-c", "import sinks").stderr
