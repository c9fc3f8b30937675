"""`newsbeam diff`: what an outlet changed in an article afterwards, version by version, read back from the store."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

import duckdb
from rich.console import Console
from rich.text import Text

from newsbeam.pipeline.lookup import Record, ids_of, records
from newsbeam.pipeline.terminal import printable, printable_all
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.web.urls import redacted
from newsbeam.transforms.errors import ConfigError

MAX_WORDS = 2_000
"""Longer passages are shown whole, before and after, and not word by word."""
LOOK_AHEAD = 3
"""Among how many of the next paragraphs after the change an edited one is looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place in the text: the paragraphs before and after; none where some were only added or cut."""

    n_same: int
    """Unchanged paragraphs between the change before it and this one."""
    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True)
class Edit:
    """From one version of an article to the next."""

    url: str | None
    source: str | None
    revision_before: int
    revision: int
    changed_at: datetime
    """When the page says so, else when it was fetched."""
    title_before: str | None
    title: str | None
    changes: list[Change]


def show_diff(store: Path, what: str, *, as_json: bool) -> int:
    """Print how the article with the address or id `what` was changed by its outlet; 0.

    Raises:
        ConfigError: the store knows no such article; StoreError: it cannot be read.
    """
    with plain_faults(store), open_published(store) as connection:
        articles = _articles(connection, what)
    if not articles:
        raise ConfigError(f"{redacted(what)!r} is no article of the store {store}: newsbeam why tells what became of an address")
    edits = list(_edits(articles))
    console = Console()
    if as_json:
        console.out(printable(json.dumps({"edits": list(map(asdict, edits))}, default=str, ensure_ascii=False, indent=1)), highlight=False)
        return 0
    for edit in edits:
        _show(console, printable_all(edit))
    if not edits:
        console.print(
            f"never changed by its outlet since it was first fetched, {articles[0]['fetched_at']:%Y-%m-%d %H:%M}", highlight=False
        )
    return 0


def _articles(connection: duckdb.DuckDBPyConnection, what: str) -> list[Record]:
    asked = sorted({row["article_id"] for row in ids_of(connection, what) if row["article_id"]})
    return records(connection, VERSIONS, {"articles": asked})


VERSIONS = """
SELECT article_id, url, source, revision, kind, coalesce(modified_at, fetched_at) AS changed_at, fetched_at, title, text
FROM article_revisions WHERE list_contains($articles::UUID[], article_id) ORDER BY article_id, revision
"""


def _edits(versions: Sequence[Record]) -> Iterator[Edit]:
    """The changes that outlets made; what a better cleaning changed is not theirs."""
    for old, new in pairwise(versions):
        if old["article_id"] == new["article_id"] and new["kind"] != "recleaned":
            changes = paragraph_changes(old["text"], new["text"])
            told = new["url"], new["source"], old["revision"], new["revision"], new["changed_at"]
            yield Edit(*told, old["title"], new["title"], changes)


def paragraph_changes(before: str, after: str) -> list[Change]:
    """The places at which two texts differ, by whole paragraphs.

    Long texts of few different lines are compared roughly (difflib's `autojunk`), so that no text takes long.
    """
    old, new = before.split("\n"), after.split("\n")
    changes: list[Change] = []
    n_same = 0
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            n_same = i_end - i
        else:
            changes.append(Change(n_same, old[i:i_end], new[j:j_end]))
            n_same = 0
    return changes


def _show(console: Console, edit: Edit) -> None:
    head = f"{edit.source or 'no outlet'}  {edit.url or ''}  version {edit.revision_before} to {edit.revision}"
    console.print(Text.assemble((head, "bold"), (f"  {edit.changed_at:%Y-%m-%d %H:%M}", "dim")), soft_wrap=True)
    if edit.title_before != edit.title:
        console.print(Text.assemble("headline  ", *_words(edit.title_before or "(none)", edit.title or "(none)")), soft_wrap=True)
    for change in edit.changes:
        if change.n_same:
            console.print(Text(f"  … {change.n_same} {'paragraph' if change.n_same == 1 else 'paragraphs'} unchanged", "dim"))
        for line in _lines(change):
            console.print(line, soft_wrap=True)
    console.print()


def _lines(change: Change) -> Iterator[Text]:
    """A changed passage: paragraphs that were edited word by word, the others as cut or added."""
    after = list(change.after)
    for before in change.before:
        place = next((n for n, line in enumerate(after[:LOOK_AHEAD]) if _alike(before, line)), None)
        if place is None:
            yield Text(f"- {before}", "red")
            continue
        yield from (Text(f"+ {line}", "green") for line in after[:place])
        yield Text.assemble("~ ", *_words(before, after[place]))
        del after[: place + 1]
    yield from (Text(f"+ {line}", "green") for line in after)


def _alike(one: str, other: str) -> bool:
    """Whether one paragraph is the other one, edited: half of the shorter one's words are in both."""
    words, others = set(one.lower().split()), set(other.lower().split())
    return 2 * len(words & others) >= max(1, min(len(words), len(others)))


def _words(before: str, after: str) -> Iterator[str | tuple[str, str]]:
    """One text turned into another: cut words as `[-…-]`, added ones as `{+…+}`, as in `git diff --word-diff`."""
    old, new = before.split(), after.split()
    if len(old) + len(new) > MAX_WORDS:
        yield from ((f"[-{before}-] ", "red"), (f"{{+{after}+}}", "green"))
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield " ".join(old[i:i_end]) + " "
            continue
        if i < i_end:
            yield f"[-{' '.join(old[i:i_end])}-] ", "red"
        if j < j_end:
            yield f"{{+{' '.join(new[j:j_end])}+}} ", "green"
