"""What a store holds, at a glance: every input's end, the boilerplate, the biggest story, a changed article, a conflict of claims."""

import difflib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsbeam.pipeline.terminal import printable_all
from newsbeam.sinks.read import open_published
from newsbeam.transforms.errors import REASONS

SHOWN_BOILERPLATE = 6
SHOWN_CONFLICTS = 4
SHOWN_HISTORY = 5
MAX_WIDTH = 120
TEXT_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures and examples; rows are tuples as the queries in this module give them."""

    n_articles: int
    n_revisions: int
    n_stories: int
    n_entities: int
    n_claims: int
    n_polls: int
    outcomes: list[tuple[str, str | None, int]]
    """Outcome, reason, inputs."""
    boilerplate: list[tuple[str, str, int, int]]
    """Text, reason, times cut, outlets."""
    story: tuple[str, int, int, int] | None
    """Headline, articles, of these no copies, outlets."""
    story_articles: list[tuple[str, str, str | None]]
    """Outlet, headline, kind of copy."""
    changed: tuple[str, str, str, str, str] | None
    """Outlet, headline before and after, text before and after."""
    conflicts: list[tuple[str, str, str, str, str, str, str, str]]
    """Relation, basis; speaker, outlet, words; the same of the other side."""
    history: list[tuple[str, str, str | None, int]]
    """How a count of the biggest story went: what is counted, in the text's words; by whom (None: the outlets), in how many outlets."""

    @property
    def n_inputs(self) -> int:
        """All documents that came in, those still to be tried again included."""
        return sum(n for *_, n in self.outcomes)


def summarise(store: Path) -> Summary:
    """Read a summary from what the store has published.

    Raises:
        StoreError: it cannot be read.
    """
    with open_published(store) as connection:
        return _summarise(connection)


def _summarise(connection: duckdb.DuckDBPyConnection) -> Summary:
    def rows(query: str) -> list[Any]:
        return connection.execute(query).fetchall()

    def first(query: str) -> Any:
        return next(iter(rows(query)), None)

    return Summary(
        n_articles=first("SELECT count(*) FROM articles")[0],
        n_revisions=first("SELECT count(*) FROM article_revisions")[0],
        n_stories=first("SELECT count(*) FROM stories")[0],
        n_entities=first("SELECT count(*) FROM entities")[0],
        n_claims=first("SELECT count(*) FROM current_claims")[0],
        n_polls=first("SELECT count(*) FROM fetches WHERE kind = 'feed'")[0],
        outcomes=rows(OUTCOMES),
        boilerplate=rows(BOILERPLATE),
        story=first(f"SELECT * EXCLUDE story_id FROM ({STORY})"),
        story_articles=rows(STORY_ARTICLES),
        changed=first(CHANGED),
        conflicts=rows(CONFLICTS),
        history=rows(HISTORY),
    )


OUTCOMES = """
SELECT outcome, reason, count(*) FROM fetches WHERE kind IN ('page', 'entry', 'record') AND outcome <> 'retry' GROUP BY ALL ORDER BY ALL
"""
BOILERPLATE = f"""
SELECT text, reason, n, n_sources FROM boilerplate WHERE length(text) > 12 ORDER BY n DESC, text LIMIT {SHOWN_BOILERPLATE}
"""
STORY = """
SELECT title, n_articles, n_unique, n_sources, story_id FROM stories ORDER BY n_articles DESC, n_sources DESC, story_id LIMIT 1
"""
STORY_ARTICLES = f"""
SELECT coalesce(article.source, 'no outlet'), coalesce(article.title, 'no title'), copy.kind
FROM articles AS article LEFT JOIN article_duplicates AS copy USING (article_id, revision)
WHERE article.story_id = (SELECT story_id FROM ({STORY}))
ORDER BY article.published_at, article.source
"""
# an edit of the text tells more than a new headline
CHANGED = """
SELECT coalesce(new.source, 'no outlet'), coalesce(old.title, ''), coalesce(new.title, ''), old.text, new.text
FROM article_revisions AS old JOIN article_revisions AS new ON new.article_id = old.article_id AND new.revision = old.revision + 1
ORDER BY new.text = old.text, new.fetched_at, new.article_id LIMIT 1
"""
CONFLICTS = f"""
SELECT relation, basis, speaker, coalesce(source, 'no outlet'), said, other_speaker, coalesce(other_source, 'no outlet'), other_said
FROM claim_conflicts WHERE source IS DISTINCT FROM other_source
QUALIFY row_number() OVER (PARTITION BY relation ORDER BY score DESC, basis) = 1
ORDER BY relation LIMIT {SHOWN_CONFLICTS}
"""
# the count of people that most outlets tell, once for each value and each who says it first
HISTORY = f"""
WITH counted AS (
    FROM story_figures WHERE story_id = (SELECT story_id FROM ({STORY})) AND dimension = 'count' AND thing = 'people' AND event IS NOT NULL
    AND NOT list_contains(scope, 'part') AND NOT list_contains(scope, 'other')),
chosen AS (SELECT event FROM counted GROUP BY event ORDER BY sum(len(sources)) DESC, event LIMIT 1)
SELECT event, raw, speaker, len(sources) FROM counted SEMI JOIN chosen USING (event)
QUALIFY row_number() OVER (PARTITION BY low ORDER BY len(sources) DESC, first_at, speaker IS NULL, speaker) = 1
ORDER BY first_at, low LIMIT {SHOWN_HISTORY}
"""


def as_json(summary: Summary) -> dict[str, Any]:
    """The summary for scripts."""
    return asdict(summary) | {"n_inputs": summary.n_inputs}


def show(summary: Summary, console: Console) -> None:
    """Print the summary for people; as wide as the terminal, or `MAX_WIDTH` into a file."""
    console.print(Group(*_parts(printable_all(summary))), width=min(console.width, MAX_WIDTH))


def _parts(summary: Summary) -> Iterator[RenderableType]:
    counts = {"stories": summary.n_stories, "entities": summary.n_entities, "claims": summary.n_claims}
    rest = ", ".join(f"{n:,} {what}" for what, n in counts.items())
    yield Text.assemble((f"{summary.n_articles:,} articles", "bold"), f" in {summary.n_revisions:,} versions, {rest}")
    yield _heading(f"Where all {summary.n_inputs:,} documents went ({summary.n_polls:,} polls of feeds not counted)")
    yield _outcomes(summary)
    yield _heading("Cut most often")
    yield _grid(
        (f"{n} times", text, f"{reason}, {outlets} outlets" if outlets > 1 else reason) for text, reason, n, outlets in summary.boilerplate
    )
    if summary.story:
        title, n, unique, outlets = summary.story
        yield _heading(f"The biggest story: {n} articles, {unique} of them not copies, in {outlets} outlets")
        yield Padding(Text(title, "bold"), (0, 2))
        yield _grid((source, title, kind or "") for source, title, kind in summary.story_articles)
    if summary.changed:
        yield _heading(f"An article that changed: {summary.changed[0]}")
        yield Padding(Group(*_changes(*summary.changed[1:])), (0, 2))
    if len(summary.history) > 1:
        yield _heading(f"A figure's history: {summary.history[0][0]}")
        yield _grid(
            (raw, speaker or "told by the outlets themselves", f"{n} outlets" if n > 1 else "1 outlet")
            for _, raw, speaker, n in summary.history
        )
    if summary.conflicts:
        yield _heading("Claims in conflict")
        for relation, basis, *sides in summary.conflicts:
            yield Padding(_conflict(relation, basis, sides), (0, 2))


def _heading(text: str) -> Text:
    return Text(f"\n{text}", "bold cyan")


def _grid(rows: Iterator[tuple[str, str, str]]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, min_width=8)
    grid.add_column(no_wrap=True, overflow="ellipsis", max_width=TEXT_WIDTH)
    grid.add_column(no_wrap=True, style="dim")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return Padding(grid, (0, 2))


def _outcomes(summary: Summary) -> RenderableType:
    """One line an outcome and reason; the sum is the number of inputs, by construction of the ledger."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    for _ in range(2):
        grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, overflow="ellipsis")
    for outcome, reason, n in summary.outcomes:
        style = {"stored": "green", "revised": "green", "refused": "yellow", "dead": "red"}.get(outcome, "")
        grid.add_row(f"{n:,}", Text(outcome, style), Text(reason or ""), Text(REASONS.get(reason or "", ""), "dim"))
    return Padding(grid, (0, 2))


def _changes(old_title: str, new_title: str, old: str, new: str) -> Iterator[Text]:
    """The lines that differ, with the words that differ marked."""
    yield Text(new_title, "bold")
    if old_title != new_title:
        yield _marked(old_title, new_title)
    old_lines, new_lines = old.splitlines(), new.splitlines()
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _marked("\n".join(old_lines[a:b]), "\n".join(new_lines[c:d]))


def _marked(old: str, new: str) -> Text:
    marked = Text()
    before, after = old.split(), new.split()
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            marked.append(" ".join(after[c:d]) + " ")
            continue
        if b > a:
            marked.append("[-" + " ".join(before[a:b]) + "-]", "red")
            marked.append(" ")
        if d > c:
            marked.append("{+" + " ".join(after[c:d]) + "+}", "green")
            marked.append(" ")
    return marked


def _conflict(relation: str, basis: str, sides: list[str]) -> RenderableType:
    speaker, source, said, other_speaker, other_source, other_said = sides
    return Group(
        Text.assemble((other_speaker or other_source, "bold"), f" in {other_source}: " if other_speaker else ": ", (other_said, "italic")),
        Text.assemble((speaker or source, "bold"), f" in {source}: " if speaker else ": ", (said, "italic")),
        Text.assemble((relation, "red"), (f": {basis}", "dim")),
        Text(""),
    )
