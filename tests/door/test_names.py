"""What `import newsbeam` offers: these names, with types, and at no cost until they are used."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import newsbeam

ROOT = Path(__file__).parents[2]
HEAVY = ("apache_beam", "spacy", "duckdb", "trafilatura", "lxml", "numpy", "pydantic", "importlib.metadata")


def declared() -> dict[str, str]:
    """Name and module of what the door imports for type checkers."""
    tree = ast.parse(Path(newsbeam.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    assert "__getattr__" not in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)], "type checkers must not see it"
    return {alias.name: str(node.module) for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}


def loaded_after(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_public_names_are_those_of_the_documentation() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", (ROOT / "docs/python.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"\w+", row)) == sorted(newsbeam.__all__)


def test_type_checkers_and_the_interpreter_are_told_the_same() -> None:
    assert declared() == {name: module for module, names in newsbeam._HOMES.items() for name in names}
    assert sorted([*declared(), "__version__"]) == sorted(newsbeam.__all__) == dir(newsbeam)


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_name_is_its_modules_own_and_documented(name: str) -> None:
    value = getattr(newsbeam, name)
    assert value is getattr(importlib.import_module(declared()[name]), name)
    assert value.__module__ == declared()[name], "an alias: name the module that defines it"
    assert inspect.getdoc(value)


def test_the_version_is_the_distributions() -> None:
    assert newsbeam.__version__ == version("newsbeam")


def test_other_names_are_refused_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'newsbeam' has no attribute 'frobnicate'"):
        getattr(newsbeam, "frobnicate")  # noqa: B009  as a program would come upon it


def test_importing_loads_nothing() -> None:
    assert loaded_after("import newsbeam") - loaded_after("pass") == {"newsbeam"}


@pytest.mark.parametrize(
    ("name", "without"),
    [("clean", ("apache_beam", "spacy")), ("open", ("apache_beam", "spacy")), ("Article", HEAVY[:7]), ("InputError", HEAVY)],
)
def test_a_name_loads_only_what_it_needs(name: str, without: tuple[str, ...]) -> None:
    assert loaded_after(f"import newsbeam; newsbeam.{name}").isdisjoint(without)
