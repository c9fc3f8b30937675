"""The documentation says what the code does."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.readme import QUERY, answer, remade
from newsbeam.pipeline.cli import app
from newsbeam.pipeline.config import Config, Feed, Section
from newsbeam.pipeline.demo.job import TRY_NEXT, as_called
from newsbeam.transforms.errors import REASONS

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def keys(section: type[Section], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, field in section.model_fields.items():
        value = field.get_default(call_default_factory=True)
        if isinstance(value, Section):
            yield from keys(type(value), f"{prefix}{name}.")
        else:
            yield prefix + name, value


def test_every_reason_code_is_documented_with_its_meaning() -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text("docs/reasons.md").split("| code | meaning |")[1], re.MULTILINE))
    assert documented == REASONS


def test_every_key_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `(.+?)` \|", text("docs/configuration.md"), re.MULTILINE))
    for key, default in keys(Config):
        assert rows[key] == json.dumps(default)
    assert {f"sources.feed.{name}" for name in Feed.model_fields} <= set(re.findall(r"`([\w.]+)`", text("docs/configuration.md")))


def test_every_command_is_in_the_readme_and_nothing_else() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    blocks = "".join(re.findall(r"^```\w*\n(.*?)^```", text("README.md"), re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"^(?:\$ )?newsbeam (\w+)", blocks, re.MULTILINE)) | {"demo"} == commands


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = {
        target
        for path in DOCS
        for target in re.findall(r"^make (\w+)|`make (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for target in target
        if target
    }
    assert named <= targets


def test_every_benchmark_that_is_named_exists() -> None:
    for path in [*DOCS, ROOT / "Makefile"]:
        for name in re.findall(r"-m benchmarks\.(\w+)", path.read_text(encoding="utf-8")):
            assert (ROOT / "benchmarks" / f"{name}.py").is_file()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which `make demo` would have been typed, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, typed(shlex.join([str(Path(sys.executable).with_name("newsbeam")), "demo"]), folder)


def typed(command: str, folder: Path) -> str:
    """What a command prints that is typed in `folder` where newsbeam is not on the PATH."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


def test_the_readme_shows_what_its_commands_print(demo: tuple[Path, str]) -> None:
    readme = text("README.md")
    assert "<!-- demo -->" in readme
    assert re.search(QUERY, readme)
    assert remade(readme, demo[1], lambda query: answer(demo[0], query)) == readme, "run `python -m benchmarks.readme`"


def test_the_commands_that_the_demo_names_work_as_printed(demo: tuple[Path, str]) -> None:
    folder, printed = demo
    commands = [line.strip() for line in printed.partition("\nTry next\n")[2].splitlines() if not line.lstrip().startswith("#")]
    assert len(commands) == len(TRY_NEXT)
    *local, last = commands
    assert last.endswith("run --config newsbeam.toml")  # the one that goes out into the world
    for command in local:
        assert typed(command, folder).strip()


def test_newsbeam_is_named_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("my venv", "elsewhere"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "newsbeam").touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["my venv/newsbeam", "demo"])
    for path, expected in (("my venv", "newsbeam"), ("elsewhere", "'my venv/newsbeam'"), ("nowhere", "'my venv/newsbeam'")):
        monkeypatch.setenv("PATH", str(tmp_path / path))
        assert as_called() == expected
    monkeypatch.setattr(sys, "argv", [str(ROOT / "pipeline/cli.py"), "demo"])
    assert as_called() == f"{shlex.quote(sys.executable)} -m newsbeam.pipeline.entry"


SENTENCE_END = re.compile(r"(?<!\.\.)[.!?][\"”’)*_]* +(?=[\"“‘(*_]*[A-Z])")
INITIAL = re.compile(r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|St|No|vs|cf|e\.g|i\.e)\.$")
CODE = re.compile(r"`+[^`]+`+")
ASIDE = re.compile(r"\([^()]*\)|“[^”]*”|\"[^\"]*\"")


def prose(markdown: str) -> Iterator[str]:
    """The lines of a page that are neither code, table, heading nor comment, without list marks, quotations and brackets."""
    markdown = re.sub(r"^ *```.*?^ *```", "", markdown.partition("<!-- Below this line")[0], flags=re.MULTILINE | re.DOTALL)
    for line in markdown.splitlines():
        if not line.startswith(("|", "#", "<!--", "    python")):
            yield ASIDE.sub("x", CODE.sub("Code", re.sub(r"^\s*(?:[-*]|\d+\.) +", "", line)))


def second_sentences(markdown: str) -> list[str]:
    """Where a line goes on after the end of a sentence."""
    found = []
    for line in prose(markdown):
        ends = [end for end in SENTENCE_END.finditer(line) if not INITIAL.search(line[: end.start() + 1])]
        found += [line[end.start() :] for end in ends]
    return found


@pytest.mark.parametrize("path", [path for path in DOCS if path.name != "CHANGELOG.md"], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_line_holds_one_sentence(path: Path) -> None:
    assert not second_sentences(path.read_text(encoding="utf-8"))


def test_the_rule_sees_two_sentences_and_only_those() -> None:
    ends = second_sentences
    assert ends("It is read. Then it is cut.")
    assert ends("- **It is cut.** What is left is news.")
    assert ends("2. It is cut (all of it). `Then` it ends.")
    assert not ends("1. It is read (twice. Thrice.), as `a. B` says.")
    assert not ends("He said “Yes. No.” to Mr. A. Holm and left.")
    assert not ends("Feeds are polled... by `run`.")


def test_every_page_is_in_the_index() -> None:
    linked = {(ROOT / "docs" / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", text("docs/README.md"))}
    pages = {path.resolve() for path in [*ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]}
    assert pages - linked == {ROOT.resolve() / "docs/README.md"}


def test_every_figure_of_the_readme_has_its_command() -> None:
    shown = re.findall(r"^\|.*\d.*\|$", text("README.md").partition("\n## How good it is\n")[2].partition("\n## ")[0], re.MULTILINE)
    assert len(shown) >= 5
    sections = text("docs/figures.md").split("\n## ")[1:]
    for section in sections:
        assert re.search(r"^```\n(?:.+\n)*?(?:python -m (?:benchmarks|training)\.|pytest |make )", section, re.MULTILINE), (
            section.splitlines()[0]
        )
    for row in shown:
        assert sum(f"\n{row}\n" in f"{section}\n" for section in sections) == 1, row


@pytest.mark.parametrize("path", [path for path in DOCS if path.name != "CHANGELOG.md"], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_exists(path: Path) -> None:
    names = {file.name for folder in ("pipeline", "transforms", "sinks", "tests", "training") for file in (ROOT / folder).rglob("*.py")}
    for name in re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", path.read_text(encoding="utf-8")):
        invented = name.endswith("reading.py")  # a recipe's own
        assert invented or (ROOT / name).is_file() or ("/" not in name and name in names) or (ROOT / "transforms" / name).is_file(), name
