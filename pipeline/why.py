"""`newsbeam why`: one document's way through the pipeline, read back from the store."""

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.text import Text

from newsbeam.pipeline.lookup import Record, ids_of, records
from newsbeam.pipeline.terminal import printable, printable_all
from newsbeam.sinks.faults import plain_faults
from newsbeam.sinks.read import open_published
from newsbeam.transforms.core.web.urls import redacted
from newsbeam.transforms.errors import REASONS, ConfigError

OUTCOMES = {
    "stored": "stored as a new article",
    "revised": "stored as a new revision of a known article",
    "duplicate": "a duplicate",
    "refused": "refused",
    "dead": "a dead letter",
    "retry": "failed, to be tried again",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """All that the store knows of one document."""

    fetches: list[Record]
    revisions: list[Record]
    removed: list[Record]
    copies: list[Record]
    dead_letters: list[Record]
    n_mentions: int
    n_claims: int


def explain(store: Path, what: str, *, as_json: bool) -> int:
    """Print what became of the document with the address or id `what`; 0.

    Raises:
        ConfigError: the store knows no such document; StoreError: it cannot be read.
    """
    with plain_faults(store), open_published(store) as connection:
        trace = _look_up(connection, what)
    if not trace.fetches and not trace.revisions:
        raise ConfigError(
            f"{redacted(what)!r} is not in the store {store}: give an address that was fetched (not one still waiting), an article_id or an"
            " input_id"
        )
    console = Console()
    if as_json:
        parts = {name: getattr(trace, name) for name in Trace.__slots__}
        console.out(printable(json.dumps(parts, default=str, ensure_ascii=False, indent=1)), highlight=False)
    else:
        _show(console, printable_all(trace))
    return 0


def _look_up(connection: duckdb.DuckDBPyConnection, what: str) -> Trace:
    ids = ids_of(connection, what)
    asked = {
        "inputs": sorted({row["input_id"] for row in ids}),
        "articles": sorted({row["article_id"] for row in ids if row["article_id"]}),
    }

    def rows(query: str) -> list[Record]:
        return records(connection, query, {name: value for name, value in asked.items() if f"${name}" in query})

    return Trace(
        fetches=rows(f"FROM fetches WHERE {OF_INPUTS} OR {OF_ARTICLES} ORDER BY fetched_at"),
        revisions=rows(f"FROM article_revisions WHERE {OF_ARTICLES} ORDER BY article_id, revision"),
        removed=rows(f"FROM removed_blocks WHERE {OF_ARTICLES} ORDER BY article_id, revision, line_no"),
        copies=rows(COPIES),
        dead_letters=rows(f"SELECT * EXCLUDE payload, octet_length(payload) AS n_bytes FROM dead_letters WHERE {OF_INPUTS}"),
        n_mentions=rows(f"SELECT count(*) AS n FROM current_mentions WHERE {OF_ARTICLES}")[0]["n"],
        n_claims=rows(f"SELECT count(*) AS n FROM current_claims WHERE {OF_ARTICLES}")[0]["n"],
    )


OF_INPUTS = "list_contains($inputs::UUID[], input_id)"
OF_ARTICLES = "list_contains($articles::UUID[], article_id)"
COPIES = """
SELECT copy.*, original.source AS of_source, original.title AS of_title, original.url AS of_url
FROM article_duplicates AS copy LEFT JOIN articles AS original ON original.article_id = copy.of_article_id
WHERE list_contains($articles::UUID[], copy.article_id) OR list_contains($articles::UUID[], copy.of_article_id)
"""


def _show(console: Console, trace: Trace) -> None:
    letters = {letter["input_id"]: letter for letter in trace.dead_letters}
    for fetch in trace.fetches:
        console.print(_fetched(fetch), soft_wrap=True)
        if fetch["text_from"] == "feed":
            console.print(Text(f"  {_instead(fetch)}", "dim"), soft_wrap=True)
        letter = letters.get(fetch["input_id"])
        if letter is None:
            if fetch["detail"]:
                console.print(Text(f"  {fetch['detail']}", "red"), soft_wrap=True)
            continue
        console.print(Text.assemble(("  at stage ", "dim"), letter["stage"], ": ", (letter["detail"], "red")), soft_wrap=True)
        if letter["n_bytes"]:
            console.print(Text(f"  its {letter['n_bytes']:,} bytes are kept in dead_letters.payload", "dim"))
    for revision in trace.revisions:
        _show_revision(console, revision, [block for block in trace.removed if _same(block, revision)])
    for copy in trace.copies:
        console.print(Text(_copied(copy), "yellow"), soft_wrap=True)
    if trace.revisions:
        console.print(Text(f"found in it: {trace.n_mentions} mentions, {trace.n_claims} claims", "dim"))


def _copied(copy: Record) -> str:
    original = f"{copy['of_article_id']}, {copy['of_source'] or 'no outlet'}: {copy['of_title']}"
    return f"{copy['kind']} ({copy['similarity'] or 0:.0%}): {copy['article_id']} of {original}"


def _same(block: Record, revision: Record) -> bool:
    return bool(block["article_id"] == revision["article_id"] and block["revision"] == revision["revision"])


def _fetched(fetch: Record) -> Text:
    outcome = fetch["outcome"]
    reason = fetch["reason"]
    meaning = f", {REASONS[reason]}" if reason in REASONS else ""
    why = f"{OUTCOMES.get(outcome, outcome)}" + (f": {reason}{meaning}" if reason else "")
    return Text.assemble(
        (f"{fetch['fetched_at']:%Y-%m-%d %H:%M:%S}", "dim"),
        f"  {fetch['kind']} {fetch['url'] or fetch['origin']}",
        (f"  from {fetch['origin']}", "dim"),
        "  ",
        (why, "green" if outcome in ("stored", "revised") else "yellow" if outcome == "duplicate" else "red"),
    )


def _instead(fetch: Record) -> str:
    """Why the text is the feed's own."""
    reason = fetch["page_reason"]
    if reason:
        return f"with the text that its feed carries, for the page was not to be had: {reason}, {REASONS.get(reason, reason)}"
    return "with the text that its feed carries" + (": the page shows less" if fetch["kind"] == "page" else "")


def _imprint(revision: Record) -> str:
    """Who wrote it and when, and what made the text."""
    parts = [
        revision["source"] or "no outlet",
        ", ".join(revision["authors"]) or "no byline",
        f"{revision['published_at'] or 'no date'} ({revision['published_from'] or '-'}, {revision['published_precision'] or '-'})",
        f"revision {revision['revision']} ({revision['kind'] or '-'})",
        f"by {revision['extractor']}",
    ]
    return ", ".join(parts) + (f", outlet's knowledge {revision['knowledge']}" if revision["knowledge"] else "")


def _show_revision(console: Console, revision: Record, removed: list[Record]) -> None:
    """The page line by line: what was kept, and what was cut where, with its reason."""
    console.print(Text.assemble("\n", (revision["title"] or "(no title)", "bold"), "\n", (_imprint(revision), "dim")), soft_wrap=True)
    cut = {block["line_no"]: block for block in removed}
    kept = iter(revision["text"].splitlines())
    for line_no in range(len(cut) + revision["text"].count("\n") + 1):
        if line_no in cut:
            block = cut.pop(line_no)
            evidence = f" ({block['evidence']})" if block["evidence"] else ""
            console.print(
                Text.assemble(("- ", "red"), (block["text"], "red strike"), (f"  {block['reason']}{evidence}", "bold red")), soft_wrap=True
            )
        elif (line := next(kept, None)) is not None:
            console.print(Text.assemble(("  ", ""), line), soft_wrap=True)
    for line in kept:
        console.print(Text(f"  {line}"), soft_wrap=True)
    for block in cut.values():
        console.print(Text.assemble(("- ", "red"), (block["text"], "red strike"), (f"  {block['reason']}", "bold red")), soft_wrap=True)
