"""`newsbeam reclean`: what is stored, cleaned again with today's rules and what is known of its outlets; what changes is a new revision."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import apache_beam as beam
import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsbeam.pipeline.batches import Batches
from newsbeam.pipeline.clock import SystemClock
from newsbeam.pipeline.committer import open_committer, recorded
from newsbeam.pipeline.config import Config
from newsbeam.pipeline.engine import BatchInput, engine_of
from newsbeam.pipeline.exit_codes import DONE, INTERRUPTED, SOME_DEAD
from newsbeam.pipeline.progress import Report, shown
from newsbeam.pipeline.signals import stoppable
from newsbeam.pipeline.terminal import printable, printable_all
from newsbeam.sinks.batch import read_rows
from newsbeam.sinks.dimensions import Updates
from newsbeam.sinks.facts import ArticleRevision, DeadLetterRow
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.outlets import outlets
from newsbeam.sinks.read import open_published
from newsbeam.sinks.store import Store
from newsbeam.sinks.stored_articles import ArticleVersion, articles, cleaned_with_less
from newsbeam.transforms.core.cleaning.clean import MIN_ARTICLE
from newsbeam.transforms.core.cleaning.recurring import clean_again
from newsbeam.transforms.core.entities.model import check as check_model
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.text import cruft
from newsbeam.transforms.errors import ConfigError, StoreLocked
from newsbeam.transforms.records import Article, Document, Knowledge, OutletKnowledge

CHUNK = 500
"""Articles that are looked at together and committed in one batch."""
SHOWN = 20
"""Blocks that are shown."""


def reclean_store(store: Path, config: Config, outlet: str | None = None, *, dry_run: bool = False, as_json: bool = False) -> int:
    """Clean the stored articles of one outlet, or of all, again; returns the exit code.

    Args:
        dry_run: only tell what would be cut.

    Raises:
        UserError: the store cannot be used, or knows no such outlet.
    """
    check_model(config.language.model)
    if not dry_run:
        _mend(store)
    with plain_faults(store), open_published(store, present=True) as connection:
        _check_outlet(connection, outlet)
        todo = Todo(store, cleaned_with_less(connection, cruft.version(), outlet), outlets(connection).knowledge)
    if dry_run:
        for _ in todo.chunks():
            pass
    stopped = not dry_run and _reclean(todo, config)
    _print_result(todo, dry_run=dry_run, as_json=as_json)
    return INTERRUPTED if stopped else SOME_DEAD if todo.n_unread else DONE


def _mend(store: Path) -> None:
    """Bring a store that was moved, or is of an older schema, up to date, unless another process has it open to write and so did that."""
    if Layout.of(store).published.is_file():
        with plain_faults(store), suppress(StoreLocked):
            Store.open(store, SystemClock().now).close()


def _check_outlet(connection: duckdb.DuckDBPyConnection, outlet: str | None) -> None:
    if outlet is not None and not connection.execute("SELECT 1 FROM article_revisions WHERE source = ? LIMIT 1", [outlet]).fetchall():
        raise ConfigError(f"the store has no articles of {outlet!r}; name an outlet as the column `source` of `articles` does")


class Todo:
    """Articles to be looked at, and what was found so far.

    Args:
        known: what is known of outlets.
    """

    def __init__(self, store: Path, versions: Sequence[ArticleVersion], known: Knowledge) -> None:
        self.store, self.versions, self._known = store, versions, known
        self.n_changed = self.n_unread = 0
        """Changed articles; those of them that the language model could not read."""
        self.cut: Counter[tuple[str, str, str]] = Counter()
        """Articles by outlet (empty: none is known), reason and block."""

    def chunks(self) -> Iterator[list[Document]]:
        """For each `CHUNK` of articles those that better knowledge changes."""
        for start in range(0, len(self.versions), CHUNK):
            with open_published(self.store) as connection:
                found = articles(connection, self.versions[start : start + CHUNK])
            yield [document for i, (row, article) in enumerate(found) for document in self._better(row, article, (0, start + i))]

    def count_unread(self, folder: Path) -> Updates:
        """Count the articles of a batch that the language model could not read; the schedule stays as it is."""
        self.n_unread += len(list(read_rows(folder, DeadLetterRow)))
        return Updates()

    def _better(self, row: ArticleRevision, article: Article, order: tuple[int, int]) -> Iterator[Document]:
        known = self._known.get(article.source or "", OutletKnowledge())
        better = clean_again(article, known)
        if better.text == article.text or len(better.text) < MIN_ARTICLE:
            return
        self.n_changed += 1
        before = {(block.reason, block.text) for block in article.removed}
        self.cut.update((article.source or "", *key) for key in {(block.reason, block.text) for block in better.removed} - before)
        rules = cruft.version()
        origin = replace(
            article.origin,
            input_id=make_id("reclean", article.article_id, str(row.revision), str(known.version), rules),
            order=order,
            kind="reclean",
        )
        better = replace(better, origin=origin, extractor=f"{article.extractor.partition('+rules/')[0]}+rules/{rules}")
        yield Document(better, replace(sign(better), recleaned=row.revision))


def _reclean(todo: Todo, config: Config) -> bool:
    """Commit what changes; True if it was stopped before the end."""
    now = SystemClock().now
    report = Report("reclean", total=float(len(todo.versions)))
    with (
        plain_faults(todo.store),
        stoppable() as stop,
        closing(open_committer(todo.store, now, config.store.publish.interval_seconds, stop)) as committer,
        recorded(committer, "reclean", now, stop) as run_id,
        shown(report) as display,
    ):
        batches = Batches(engine_of(config), committer, run_id)
        for documents in todo.chunks():
            if documents:
                report.add(batches.commit(partial(_read_stored, documents), settle=todo.count_unread))
            report.done = min(report.done + CHUNK, float(len(todo.versions)))
            display.update()
            if stop.is_set():
                return True
    return False


def _read_stored(documents: list[Document], pipeline: beam.Pipeline) -> BatchInput:
    return BatchInput(None, documents=pipeline | "Stored" >> beam.Create(documents, reshuffle=False).with_output_types(Document))


def _print_result(todo: Todo, *, dry_run: bool, as_json: bool) -> None:
    """How many articles lost what."""
    most = sorted(todo.cut.items(), key=lambda item: (-item[1], item[0]))
    if as_json:
        blocks = [{"source": source or None, "reason": reason, "text": text, "n_articles": n} for (source, reason, text), n in most]
        result = {"looked_at": len(todo.versions), "changed": todo.n_changed, "unread": todo.n_unread, "dry_run": dry_run, "blocks": blocks}
        sys.stdout.write(printable(json.dumps(result, ensure_ascii=False)) + "\n")
        return
    console = Console()
    verb = "would be recleaned" if dry_run else "recleaned"
    console.print(f"{len(todo.versions):,} articles looked at, {todo.n_changed:,} {verb}", highlight=False)
    if todo.n_unread:
        console.print(
            f"{todo.n_unread:,} times the language model could not read one of them: see dead_letters", style="red", highlight=False
        )
    grid = Table.grid(padding=(0, 2))
    for (source, reason, text), n in printable_all(most[:SHOWN]):
        grid.add_row(Text(f"{n:,}", justify="right"), Text(source or "no outlet", "dim"), Text(reason, "bold red"), Text(text))
    if most:
        console.print(grid)
