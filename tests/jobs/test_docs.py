"""The documentation says what the code does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbeam.pipeline.cli import app
from newsbeam.pipeline.config import Config, Feed, Section
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


def test_the_readme_shows_the_demo() -> None:
    shown = text("README.md").partition("<!-- demo -->")[2].partition("<!-- /demo -->")[0]
    assert re.search(r"\d+ articles in \d+ versions", shown)
    assert "Claims in conflict" in shown
