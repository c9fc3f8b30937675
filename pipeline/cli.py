"""The command line. Beam, spaCy and the store are imported inside the commands, so that --help is instant."""

import logging
import sys
from enum import StrEnum
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, Literal

import typer

from newsbeam.pipeline.exit_codes import INTERRUPTED, MEANINGS, TRY_LATER
from newsbeam.pipeline.init import DEFAULT_FILE, write_config
from newsbeam.pipeline.terminal import PrintableFormatter, printable
from newsbeam.transforms.errors import ConfigError, UserError

app = typer.Typer(
    name="newsbeam",
    help="News in, clean articles with entities, claims and stories out, in a DuckDB store that anyone can query meanwhile.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=f"Exit codes: {'; '.join(f'{code} {meaning}' for code, meaning in MEANINGS.items())}.",
)


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="DIR", help="The store's folder. Default: the configuration's, then $NEWSBEAM_STORE, then ./news."),
]
ReadOption = Annotated[
    str | None, typer.Option("--store", metavar="DIR", help="The store's folder. Default: $NEWSBEAM_STORE, then ./news.")
]
ConfigOption = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Configuration, see [b]newsbeam check[/b].")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")]


def main() -> None:
    """Run the command line; every error that a user can mend is one sentence on stderr, and an exit code."""
    try:
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:  # after what was done is told
            sys.stderr.write("newsbeam: interrupted\n")
        raise
    except UserError as error:
        sys.stderr.write(f"newsbeam: {printable(error)}\n")
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk, a file taken away: whatever was not met where it could be named better
        sys.stderr.write(f"newsbeam: {printable(error)}\n")
        sys.exit(TRY_LATER)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsbeam {installed_version('newsbeam')}")
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log more, to stderr.")] = False,
) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(PrintableFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, handlers=[handler])
    logging.getLogger("newsbeam").setLevel(logging.INFO)
    if not verbose:  # Beam logs the traceback of every error that we answer in a sentence
        logging.getLogger("apache_beam").setLevel(logging.CRITICAL)


@app.command()
def demo(
    store: Annotated[
        str | None, typer.Option("--store", metavar="DIR", help="A folder for the demo's store. Default: ./news-demo.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the main job offline: two days of news from a small invented internet.

    Six outlets are served on this machine, with everything that news sites do to a reader: ads, appeals, paywalls, redirects, broken
    feeds. They are fetched, cleaned, compared and stored; then you see what came of it, and what to try next.
    """
    from newsbeam.pipeline.demo.job import run_demo

    raise typer.Exit(run_demo(Path(store or "news-demo"), as_json=as_json))


@app.command()
def run(
    config: Annotated[Path, typer.Option("--config", metavar="FILE", help="Configuration with the feeds, see [b]newsbeam check[/b].")],
    store: StoreOption = None,
    once: Annotated[bool, typer.Option("--once", help="Poll every feed once, fetch what they name, then end.")] = False,
    for_seconds: Annotated[float | None, typer.Option("--for", metavar="SECONDS", min=0, help="End after this time.")] = None,
) -> None:
    """Follow the configured feeds, until stopped.

    Stop it with Ctrl-C or SIGTERM: the work in hand is finished and committed first. Started again, it goes on where it was.

    Examples:
      newsbeam run --config newsbeam.toml
      newsbeam run --config newsbeam.toml --once
    """
    if once and for_seconds is not None:
        raise ConfigError("--once and --for exclude each other; give one of them")
    from newsbeam.pipeline.config import load_config, store_path
    from newsbeam.pipeline.memory import spare_memory

    loaded = load_config(config)
    spare_memory()
    from newsbeam.pipeline.run import run_feeds

    raise typer.Exit(run_feeds(loaded, store_path(store, loaded), once=once, seconds=for_seconds))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def backfill(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help='Files, folders, globs, or "-" for stdin.')],
    store: StoreOption = None,
    config: ConfigOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Processes that read pages. Default: one a core.")
    ] = None,
    runner: Annotated[str | None, typer.Option("--runner", metavar="NAME", help="A Beam runner, with its own flags after it.")] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="Which column or key is text, title, url, published …; several, or with commas"),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="OUTLET", help="The outlet of records without address and outlet: a name or domain.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="CODE", help="The language of records that declare none.")] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="DAY", help="The publication day of records that have none.")] = None,
    tags: Annotated[list[str] | None, typer.Option("--tag", metavar="NAME", help="A keyword for all records. Several.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Read archives into the store.

    WARC, HTML files, raw text dumps, JSON, CSV, Parquet and feed files are told apart by their content; each may be compressed with
    gzip or zstd, or packed in zip or tar. Interrupt it and run it again: what was finished is skipped. It may run while `newsbeam run`
    holds the same store.

    Examples:
      newsbeam backfill crawl/*.warc.gz
      newsbeam backfill saved-pages/ dumps.jsonl.zst --store archive
      zcat dump.gz | newsbeam backfill -
      newsbeam backfill table.csv --map text=body,published=pub_date --source oxmere.example --tag floods
      newsbeam backfill crawl/ --runner=FlinkRunner --flink_master=localhost:8081
    """
    flags = [argument for argument in [*paths, *context.args] if argument.startswith("--")]
    if flags and runner is None:
        raise ConfigError(f"unknown option {flags[0]!r}; see newsbeam backfill --help (flags of a Beam runner need --runner=NAME)")
    from newsbeam.pipeline.backfill import backfill_archives
    from newsbeam.pipeline.config import Config, load_config, store_path
    from newsbeam.transforms.archives import given_by

    loaded = load_config(config) if config else None
    raise typer.Exit(
        backfill_archives(
            [path for path in paths if path not in flags],
            loaded or Config(),
            store_path(store, loaded),
            workers=workers,
            runner=runner,
            flags=flags,
            given=given_by(names or [], source, lang, day, tags or []),
            as_json=as_json,
        )
    )


@app.command()
def reclean(
    store: StoreOption = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="DOMAIN", help="Only this outlet's articles. Default: all.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be cut.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Clean stored articles again, with what was learned since.

    Blocks that recur on an outlet's pages are learned at the end of every backfill and once a day by [b]run[/b]; rules get better with
    newsbeam itself. Articles whose text changes by that get a new revision of the kind "recleaned"; the earlier one stays.

    Examples:
      newsbeam reclean --dry-run
      newsbeam reclean --outlet example.org
    """
    from newsbeam.pipeline.config import Config, load_config, store_path
    from newsbeam.pipeline.reclean import reclean_store

    loaded = load_config(config) if config else None
    raise typer.Exit(reclean_store(store_path(store, loaded), loaded or Config(), outlet, dry_run=dry_run, as_json=as_json))


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="DuckDB SQL. Without it: an interactive shell.")] = None,
    store: ReadOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How rows are printed; parquet needs a redirected output.")] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help="CSV whose texts no spreadsheet takes for formulas: a ' before = + - @.")
    ] = False,
) -> None:
    """Query the store, also while it is written to.

    Examples:
      newsbeam sql "SELECT day, source, title FROM articles ORDER BY day DESC LIMIT 10"
      newsbeam sql "FROM claim_conflicts" --format csv > conflicts.csv
      newsbeam sql "FROM articles" --spreadsheet > articles.csv
    """
    from newsbeam.pipeline.config import store_path
    from newsbeam.pipeline.query import run_sql

    if spreadsheet and (as_json or format_ not in (Format.TABLE, Format.CSV)):
        raise ConfigError("--spreadsheet writes CSV; leave --format and --json out")
    chosen = "spreadsheet" if spreadsheet else "json" if as_json else format_.value
    raise typer.Exit(run_sql(store_path(store, None), query, chosen))


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, and what they are about; see below.")],
    store: ReadOption = None,
    claims: Annotated[bool, typer.Option("--claims", help="Search what is said by somebody, instead of articles.")] = False,
    copies: Annotated[bool, typer.Option("--copies", help="Show every copy of an article; else only the best of each cluster.")] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=100_000, help="How many are shown.")] = 20,
    newest: Annotated[bool, typer.Option("--newest", help="The newest first, instead of the best.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How rows are printed; parquet needs a redirected output.")] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Find articles by words, or what people said, also while the store is written to.

    All words must be there, in whatever case and with or without accents. "two words" are a phrase, flood* begins so, title:word stands in
    the headline; OR, AND, NOT (or -) and parentheses are as everywhere. Filters: source:bbc.com lang:en from:2026-11-01 to:2026-11-30
    said-by:"Mara Quill"; of several sources, languages or speakers any.

    Examples:
      newsbeam search 'ceasefire AND "grain deal" source:bbc.com from:2026-11-01'
      newsbeam search 'said-by:"Mara Quill" bridge' --claims
      newsbeam search 'flood* -drill' --limit 1000 --format parquet > hits.parquet
      duckdb news/news.duckdb "SELECT story_id, count(*) FROM 'hits.parquet' JOIN articles USING (day, article_id) GROUP BY ALL"
    """
    from newsbeam.pipeline.config import store_path
    from newsbeam.pipeline.search import search_store

    chosen = "json" if as_json else format_.value
    order: Literal["date", "relevance"] = "date" if newest else "relevance"
    found = search_store(store_path(store, None), query, claims=claims, copies=copies, limit=limit, order=order, format_=chosen)
    raise typer.Exit(found)


@app.command()
def why(
    what: Annotated[str, typer.Argument(metavar="URL|ID", help="The address of a page, or an article's or input's id.")],
    store: ReadOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what became of one document: fetched, cut line by line, duplicate of what, stored or dead, and why."""
    from newsbeam.pipeline.config import store_path
    from newsbeam.pipeline.why import explain

    raise typer.Exit(explain(store_path(store, None), what, as_json=as_json))


@app.command()
def diff(
    what: Annotated[str, typer.Argument(metavar="URL|ID", help="The address of an article, or its id.")],
    store: ReadOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what an outlet changed in an article afterwards: the headline, and the text word by word.

    The view [b]changes[/b] has the same for all articles.

    Examples:
      newsbeam diff https://news.example.org/a
      newsbeam sql "SELECT source, title_before, title_after FROM changes WHERE is_headline_changed"
    """
    from newsbeam.pipeline.config import store_path
    from newsbeam.pipeline.diff import show_diff

    raise typer.Exit(show_diff(store_path(store, None), what, as_json=as_json))


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="Where to write it.")] = Path(DEFAULT_FILE),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a configuration to begin with, every key with its meaning.

    Put your feeds and your address in, then follow them:

    Examples:
      newsbeam init
      newsbeam check newsbeam.toml
      newsbeam run --config newsbeam.toml
    """
    write_config(file, force=force)
    typer.echo(f"{file} is written: put your feeds in, then newsbeam check {file}, then newsbeam run --config {file}")


@app.command()
def repair(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The store's folder.")],
    as_json: JsonOption = False,
) -> None:
    """Make a store whole again whose files were damaged, lost or put back from an old copy.

    It works beside the old files and sets them aside in the store's folder "quarantine"; nothing is deleted. Exit code 1: some rows are
    lost, and which is said.
    """
    from newsbeam.pipeline.repair import repair_store

    raise typer.Exit(repair_store(path, as_json=as_json))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The configuration to check.")],
    as_json: JsonOption = False,
) -> None:
    """Check a configuration and print it as it takes effect, defaults included."""
    from newsbeam.pipeline.check import print_config

    print_config(file, as_json=as_json)


if __name__ == "__main__":
    main()
