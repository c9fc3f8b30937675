"""The examples of docs/python.md and of the notebook do what they say.

After a change, where `news-demo` is: `jupyter execute --inplace docs/example.ipynb`.
"""

import doctest
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

DOCS = Path(__file__).parents[2] / "docs"


def test_the_examples_print_what_they_say(demo_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(demo_store.parent)
    blocks = re.findall(r"^```pycon\n(.*?)^```$", (DOCS / "python.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {"__name__": "__main__"}, "python.md", None, None)
    assert len(examples.examples) > 15
    failed, _ = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples)
    assert failed == 0, capsys.readouterr().out


def shown(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    """What each cell of code is and prints."""
    return [(cell.source, printed(cell)) for cell in notebook.cells if cell.cell_type == "code"]


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text") or output["data"]["text/plain"] for output in cell.outputs)


def test_the_notebook_prints_what_it_shows(demo_store: Path) -> None:
    notebook = nbformat.read(DOCS / "example.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    before = shown(notebook)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(demo_store.parent)}}).execute()
    assert shown(notebook) == before
    assert len([text for _, text in before if text]) > 5


def test_the_notebook_is_small_and_says_nothing_of_whoever_ran_it() -> None:
    text = (DOCS / "example.ipynb").read_text(encoding="utf-8")
    assert len(text) < 20_000
    assert "/home/" not in text
    assert "/tmp/" not in text
