"""The command line as a script sees it: exit codes, one sentence on stderr, no traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup as Group
from typer.main import get_command

from newsbeam.pipeline.cli import app
from newsbeam.sinks.read import open_published
from newsbeam.sinks.schema import scalar
from newsbeam.transforms.archives import find_inputs

ROOT = Path(__file__).parents[2]
ARTICLE = "\n".join(
    ["Harbour bridge reopens after a winter of repairs", "By Ada Quill", "The bridge over the Sarne reopened on Tuesday, the mayor said."]
    + [
        f"Repairs of pier {number} had taken longer than planned, according to the engineers who inspected it in spring."
        for number in range(6)
    ]
)


def newsbeam(*arguments: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "newsbeam.pipeline.cli", *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "in").mkdir()
    (folder / "in" / "bridge.txt").write_text(ARTICLE)
    (folder / "in" / "broken.jsonl").write_text('{"text": 1\n')
    done = newsbeam("backfill", folder / "in", "--store", folder / "store", "--json")
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["outcomes"] == {"dead": 1, "stored": 1}
    return folder / "store"


GROUP = get_command(app)
assert isinstance(GROUP, Group)
COMMANDS = GROUP.commands
MAKERS = {"demo", "run", "backfill"}
"""Commands that make the store that they are told."""
READERS = [name for name in COMMANDS if name not in MAKERS and any(one.name == "store" for one in COMMANDS[name].params)]


def needed(command: str) -> list[str]:
    """A value for each argument that the command cannot do without."""
    return ["x" for one in COMMANDS[command].params if one.param_type_name == "argument" and one.required]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_says_what_it_takes(command: str) -> None:
    done = newsbeam(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f" {command} [OPTIONS]" in done.stdout
    options = {option for one in COMMANDS[command].params for option in one.opts if option.startswith("--")}
    assert all(option in done.stdout for option in options)


def test_help_lists_every_command() -> None:
    done = newsbeam("--help")
    assert done.returncode == 0
    assert set(re.findall(r"^\W*([a-z-]+) {2,}", done.stdout.partition("Commands")[2], re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_an_option_that_it_does_not_have(command: str) -> None:
    done = newsbeam(command, *needed(command), "--frob")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--frob" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", READERS)
def test_every_command_that_reads_a_store_says_where_there_is_none(command: str) -> None:
    done = newsbeam(command, *needed(command), "--store", "no/such/store", stdin=b"")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "there is no store" in done.stderr
    assert "no/such/store" in done.stderr


USER_ERRORS = {
    "unknown command": (["frobnicate"], 2, "frobnicate"),
    "missing archive": (["backfill", "no/such/file", "--store", "s"], 2, "no/such/file"),
    "missing configuration": (["run", "--config", "no.toml"], 2, "no such file"),
    "both ways to end": (["run", "--config", "configs/example.toml", "--once", "--for", "3"], 2, "exclude each other"),
    "unknown model": (["backfill", "README.md", "--store", "s", "--config", "tests/jobs/unknown_model.toml"], 2, "no_such_model"),
    "standard input for workers": (["backfill", "-", "--store", "s", "--runner=DirectRunner"], 2, "standard input lies on this machine"),
    "a search that cannot be read": (["search", "(bridge"], 2, "a ( without its )"),
    "a search for nothing": (["search", ""], 2, "the search is empty"),
    "unknown runner": (["backfill", "README.md", "--store", "s", "--runner=Nope"], 2, "'Nope' is not a Beam runner"),
}


@pytest.mark.parametrize(("arguments", "code", "words"), USER_ERRORS.values(), ids=USER_ERRORS)
def test_errors_are_one_sentence_and_an_exit_code(arguments: list[str], code: int, words: str) -> None:
    done = newsbeam(*arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_sql_in_every_format(store: Path) -> None:
    query = "SELECT title, day FROM articles"
    assert "Harbour bridge reopens" in newsbeam("sql", query, "--store", store).stdout
    assert json.loads(newsbeam("sql", query, "--store", store, "--json").stdout)[0]["title"].startswith("Harbour bridge reopens")
    assert newsbeam("sql", query, "--store", store, "--format", "csv").stdout.startswith("title,day")
    assert newsbeam("sql", "SELECT 1 WHERE false", "--store", store, "--json").stdout == "[]\n"
    wrong = newsbeam("sql", "SELCT", "--store", store)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


def test_search_in_every_format(store: Path) -> None:
    shown = newsbeam("search", "bridge repair*", "--store", store)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Harbour bridge reopens" in shown.stdout
    assert json.loads(newsbeam("search", "bridge", "--store", store, "--json").stdout)[0]["title"].startswith("Harbour bridge reopens")
    assert newsbeam("search", "bridge", "--store", store, "--format", "csv").stdout.startswith("article_id,day")
    assert "mayor" in newsbeam("search", "reopened said-by:mayor", "--claims", "--store", store).stdout
    assert newsbeam("search", "no-such-word", "--store", store, "--json").stdout == "[]\n"
    nothing = newsbeam("search", "no-such-word", "--store", store)
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "nothing was found\n")


def test_what_was_found_joins_the_store(store: Path, tmp_path: Path) -> None:
    for options, table in (([], "articles"), (["--claims"], "claims")):
        with (tmp_path / "hits.parquet").open("wb") as file:
            command = [sys.executable, "-m", "newsbeam.pipeline.cli", "search", "bridge", *options, "--store", str(store)]
            subprocess.run([*command, "--format", "parquet"], cwd=ROOT, stdout=file, check=True, timeout=60)
        with open_published(store) as connection:
            query = f"SELECT count(*) FROM '{tmp_path / 'hits.parquet'}' JOIN {table} USING (day, article_id)"
            assert scalar(connection, query) not in (0, None)


def test_parquet_goes_to_a_file(store: Path, tmp_path: Path) -> None:
    with (tmp_path / "rows.parquet").open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "newsbeam.pipeline.cli", "sql", "FROM articles", "--store", str(store), "--format", "parquet"],
            cwd=ROOT, stdout=file, check=True, timeout=60,
        )  # fmt: skip
    assert (tmp_path / "rows.parquet").read_bytes()[:4] == b"PAR1"


def test_the_shell_reads_queries_from_a_pipe(store: Path) -> None:
    done = newsbeam("sql", "--store", store, stdin=b".tables\nSELECT count(*) AS n\nFROM articles;\nSELCT;\n.schema articles\n")
    assert "claim_conflicts" in done.stdout
    assert "published_at" in done.stdout
    assert "the query failed" in done.stderr
    assert done.returncode == 2
    assert newsbeam("sql", "--store", store, stdin=b"help\nSELECT 1;\nexit\n").returncode == 0


def test_why_tells_what_became_of_an_input(store: Path) -> None:
    ids = json.loads(
        newsbeam("sql", "SELECT article_id, input_id, outcome FROM fetches ORDER BY outcome", "--store", store, "--json").stdout
    )
    dead, stored = ids
    told = newsbeam("why", stored["article_id"], "--store", store)
    assert told.returncode == 0
    assert "Harbour bridge reopens" in told.stdout
    assert "bad_json" in newsbeam("why", dead["input_id"], "--store", store).stdout
    assert json.loads(newsbeam("why", stored["article_id"], "--store", store, "--json").stdout)["revisions"]
    for what in ("https://unknown.example/", "unknown.example/a", "blah", "", "no/file.txt#3"):
        unknown = newsbeam("why", what, "--store", store)
        assert (unknown.returncode, "is not in the store" in unknown.stderr) == (2, True), unknown.stderr


def test_diff_shows_what_an_outlet_changed(tmp_path: Path) -> None:
    later = ARTICLE.replace("in spring", "in autumn").replace("reopens after", "is open after")
    extra = "A seventh pier is to be built next year, and the ferry will run until it is done, the mayor said."
    url = "https://gull.example/bridge"
    texts = (ARTICLE, f"{later}\n{extra}")
    records = [json.dumps({"url": url, "text": text, "fetched": f"2031-03-0{day}T10:00:00Z"}) for day, text in enumerate(texts, 1)]
    (tmp_path / "in.jsonl").write_text("\n".join(records))
    assert newsbeam("backfill", tmp_path / "in.jsonl", "--store", tmp_path / "store").returncode == 0
    told = newsbeam("diff", f"{url}?utm_source=x", "--store", tmp_path / "store")
    assert (told.returncode, told.stderr) == (0, "")
    assert "gull.example" in told.stdout
    assert "headline  Harbour bridge [-reopens-] {+is open+} after a winter of repairs" in told.stdout
    assert "it in [-spring.-] {+autumn.+}" in told.stdout
    assert f"+ {extra}" in told.stdout
    (edit,) = json.loads(newsbeam("diff", url, "--store", tmp_path / "store", "--json").stdout)["edits"]
    assert (edit["revision_before"], edit["revision"], edit["changed_at"]) == (1, 2, "2031-03-02 10:00:00")
    assert edit["changes"][-1]["after"][-1] == extra


def test_diff_of_what_was_never_changed_and_of_what_is_not_there(store: Path) -> None:
    (stored,) = json.loads(newsbeam("sql", "SELECT article_id FROM articles", "--store", store, "--json").stdout)
    told = newsbeam("diff", stored["article_id"], "--store", store)
    assert (told.returncode, "never changed" in told.stdout) == (0, True)
    for what in ("https://unknown.example/", "broken.jsonl#0"):
        unknown = newsbeam("diff", what, "--store", store)
        assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1), unknown.stderr


def test_standard_input_is_an_archive(tmp_path: Path) -> None:
    done = newsbeam("backfill", "-", "--store", tmp_path / "store", "--json", stdin=ARTICLE.encode())
    assert (done.returncode, json.loads(done.stdout)["outcomes"]) == (0, {"stored": 1})


def test_check_prints_a_configuration_that_is_valid_itself(tmp_path: Path) -> None:
    shown = newsbeam("check", "configs/example.toml")
    assert shown.returncode == 0
    (tmp_path / "shown.toml").write_text(shown.stdout)
    assert newsbeam("check", tmp_path / "shown.toml").returncode == 0
    assert json.loads(newsbeam("check", "configs/example.toml", "--json").stdout)["feeds"]


def test_init_writes_a_configuration_that_is_valid_and_never_over_another(tmp_path: Path) -> None:
    file = tmp_path / "newsbeam.toml"
    done = newsbeam("init", file)
    assert (done.returncode, str(file) in done.stdout) == (0, True), done.stderr
    assert newsbeam("check", file).returncode == 0
    file.write_text("# mine")
    refused = newsbeam("init", file)
    assert (refused.returncode, refused.stderr) == (
        2,
        f"newsbeam: {file} is there already: name another file, or replace it with --force\n",
    )
    assert file.read_text() == "# mine"
    assert newsbeam("init", file, "--force").returncode == 0
    assert newsbeam("check", file).returncode == 0
    nowhere = newsbeam("init", tmp_path / "no" / "such" / "folder.toml")
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (2, True)


def test_an_unwritable_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(ARTICLE)
    (tmp_path / "file").write_text("not a folder")
    done = newsbeam("backfill", tmp_path / "in.txt", "--store", tmp_path / "file")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr


def test_a_folder_that_cannot_be_entered_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in" / "barred").mkdir(parents=True)
    (tmp_path / "in" / "bridge.txt").write_text(ARTICLE)
    scandir = os.scandir

    def barred(path: str) -> object:
        if str(path).endswith("barred"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", barred)
    assert [Path(file.path).name for file in find_inputs([str(tmp_path / "in")])] == ["bridge.txt", "barred"]


def test_a_full_disk_is_said_once_and_costs_no_input(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(30):
        (tmp_path / "in" / f"{number}.txt").write_text(
            f"{ARTICLE}\nThis is letter {number} to the editor of the Sarne Gazette, he said.\n" * 40
        )
    command = f"ulimit -f 600; exec {sys.executable} -m newsbeam.pipeline.cli backfill {tmp_path}/in --store {tmp_path}/store"
    full = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert full.returncode == 75, full.stderr
    assert "Traceback (most recent call last)" not in full.stderr
    again = newsbeam("backfill", tmp_path / "in", "--store", tmp_path / "store", "--json")
    assert again.returncode == 0
    counts = json.loads(
        newsbeam("sql", "SELECT outcome, count(*) AS n FROM fetches GROUP BY 1", "--store", tmp_path / "store", "--json").stdout
    )
    assert sum(row["n"] for row in counts) == 30
    assert {row["outcome"] for row in counts} <= {"stored", "duplicate"}
