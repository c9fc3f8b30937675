"""What others wrote steers no terminal, whichever command prints it, and becomes no formula in a spreadsheet."""

import csv
import io
import json
import logging
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from newsbeam.pipeline.check import print_config
from newsbeam.pipeline.cli import Format, main, sql
from newsbeam.pipeline.query import run_sql
from newsbeam.pipeline.summary import show, summarise
from newsbeam.pipeline.terminal import PrintableFormatter, printable, printable_all
from newsbeam.pipeline.why import explain
from newsbeam.sinks.store import Store
from newsbeam.transforms.core.text.controls import DANGEROUS
from newsbeam.transforms.errors import ConfigError
from newsbeam.transforms.records import Document, RemovedBlock
from tests.store.samples import Clock, commit, document, failure

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066"
STEERING = re.compile(f"[{DANGEROUS}]")


def test_what_steers_is_written_out() -> None:
    assert printable("a\x1b[31m\tb\n\u202e") == "a\\u001b[31m\tb\n\\u202e"
    assert printable(ValueError("\x9b")) == "\\u009b"
    assert printable_all({"a": ["\x07", (1, "\x7f")], "b": None}) == {"a": ["\\u0007", (1, "\\u007f")], "b": None}
    assert json.loads(printable(json.dumps({"a": EVIL}, ensure_ascii=False))) == {"a": EVIL}


def test_the_log() -> None:
    record = logging.LogRecord("newsbeam", logging.INFO, "", 0, "fetched %s", (EVIL,), None)
    line = PrintableFormatter("%(message)s").format(record)
    assert line.startswith("fetched \\u001b]0;owned")
    assert not STEERING.search(line)


# --- a store of an older version, which let such characters in ---


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with closing(Store.open(tmp_path / "news", Clock())) as opened:
        broken = failure(1)
        commit(opened, tmp_path, "a", evil(document(1)), replace(broken, detail=EVIL, origin=replace(broken.origin, name=EVIL)))
        changed = evil(document(1, version=2, text="The mayor said that 50 boats were lost."))
        commit(opened, tmp_path, "b", changed, evil(document(2, copy_of=1)))
    return tmp_path / "news"


def evil(one: Document) -> Document:
    article, removed = one.article, (RemovedBlock(0, f"Support us{EVIL}", "appeal", EVIL),)
    origin = replace(article.origin, name=f"feed{EVIL}", url=f"https://post.example/{EVIL}", external_id="evil")
    text = f"{EVIL}{article.text}{EVIL}"
    said = {"title": f"Boats{EVIL}", "authors": (f"Nora{EVIL}",), "source": f"post{EVIL}", "section": EVIL, "outlet": EVIL, "url": EVIL}
    return replace(one, article=replace(article, origin=origin, text=text, removed=removed, **said))  # type: ignore[arg-type]


@pytest.mark.parametrize("as_json", [False, True])
def test_why(store: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    for what in (str(document(1).article.article_id), str(failure(1).origin.input_id)):
        explain(store, what, as_json=as_json)
        out = capsys.readouterr().out
        assert "\\u001b]0;owned" in out
        assert not STEERING.search(out)
    explain(store, str(document(1).article.article_id), as_json=True)
    assert json.loads(capsys.readouterr().out)["revisions"][0]["section"] == EVIL


@pytest.mark.parametrize("format_", ["table", "csv", "spreadsheet", "json"])
def test_sql(store: Path, capsys: pytest.CaptureFixture[str], format_: str) -> None:
    run_sql(store, "SELECT title, authors, section, {'a': section} AS part, 1 AS one FROM articles", format_)
    run_sql(store, "SELECT origin, detail, payload FROM dead_letters", format_)
    out = capsys.readouterr().out
    assert "Boats" in out
    assert not STEERING.search(out.replace("\r\n", "\n"))


def test_a_query_that_fails_with_such_words(store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"SELECT '{EVIL}'::INTEGER;\n"))
    run_sql(store, None, "table")
    err = capsys.readouterr().err
    assert "the query failed" in err
    assert not STEERING.search(err)
    monkeypatch.setattr("sys.argv", ["newsbeam", "why", f"{EVIL}unknown", "--store", str(store)])
    with pytest.raises(SystemExit):
        main()
    err = capsys.readouterr().err
    assert "is not in the store" in err
    assert not STEERING.search(err)


def test_the_summary(store: Path) -> None:
    console = Console(file=io.StringIO(), width=200)
    show(summarise(store), console)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Boats" in out
    assert not STEERING.search(out)


@pytest.mark.parametrize("as_json", [False, True])
def test_check(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    file = tmp_path / "newsbeam.toml"
    file.write_text("[[sources.feed]]\nurl = 'https://post.example/\x9b31m\u202e'\n", encoding="utf-8")
    print_config(file, as_json=as_json)
    out = capsys.readouterr().out
    assert "post.example" in out
    assert not STEERING.search(out)


# --- spreadsheets ---

CELLS = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "  =1": "'  =1",
    "\t=1": "'\t=1",
    "\n=1": "'\n=1",
    "＝1+1": "'＝1+1",
    "": "",
    "a = 1": "a = 1",
    "- 4 boats": "'- 4 boats",
}


def test_texts_become_no_formulas_and_numbers_stay_numbers(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ", ".join("('" + cell + f"', {number})" for number, cell in enumerate(CELLS, -3))
    run_sql(store, f"SELECT * FROM (VALUES {rows}) AS cells(text, number)", "spreadsheet")
    header, *found = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert header == ["text", "number"]
    assert found == [[cell, str(number)] for number, cell in enumerate(CELLS.values(), -3)]
    run_sql(store, "SELECT '=1+1' AS text", "csv")
    assert "\n=1+1" in capsys.readouterr().out.replace("\r", "")


def test_a_spreadsheet_is_csv() -> None:
    for given in ({"format_": Format.JSON}, {"as_json": True}, {"format_": Format.PARQUET}):
        with pytest.raises(ConfigError, match="--spreadsheet writes CSV"):
            sql("FROM articles", None, **{"format_": Format.TABLE, "as_json": False, "spreadsheet": True, **given})  # type: ignore[arg-type]
