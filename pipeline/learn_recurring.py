"""What is learned of outlets over time: which blocks recur on their pages and are no news.

What is one decides `newsbeam.transforms.core.cleaning.recurring`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import duckdb

from newsbeam.sinks.dimensions import OutletBlockRow, OutletRow
from newsbeam.sinks.outlets import Outlets, RecurringLine, article_counts, choose_newest, outlets, recurring_lines
from newsbeam.transforms.core.cleaning.recurring import MAX_BLOCK, MIN_PAGES, Seen, block_key, cohesion, is_furniture, is_news_after_all

OUTLETS_AT_ONCE = 20
MAX_BLOCKS = 200
"""Active blocks of an outlet: those on most pages."""

Blocks = Mapping[str, OutletBlockRow]
"""By key."""


def learn(connection: duckdb.DuckDBPyConnection, now: datetime) -> Outlets:
    """Look again at every outlet that has new articles; returns what changed.

    Args:
        connection: to the published file.
    """
    known = outlets(connection)
    before = {row.source: row for row in known.outlets}
    blocks: dict[str, dict[str, OutletBlockRow]] = {}
    for row in known.blocks:
        blocks.setdefault(row.source, {})[row.block_key] = row
    counts = article_counts(connection)
    todo = [source for source, n in counts.items() if source not in before or before[source].n_articles != n]
    learned, pages = Outlets([], []), choose_newest(connection, todo)
    for start in range(0, len(todo), OUTLETS_AT_ONCE):
        sources = todo[start : start + OUTLETS_AT_ONCE]
        lines = recurring_lines(connection, sources, MIN_PAGES, MAX_BLOCK)
        for source in sources:
            version = before[source].knowledge if source in before else 0
            own = blocks.get(source, {})
            seen = _seen((line for line in lines if line.source == source), pages.get(source, 0))
            changed = list(_changed(source, version + 1, own, seen, now))
            active = {**own, **{row.block_key: row for row in changed}}.values()
            n_active = sum(row.state == "active" for row in active)
            learned.outlets.append(OutletRow(source, version + bool(changed), counts[source], pages.get(source, 0), n_active, now))
            learned.blocks.extend(changed)
    return learned


def _seen(lines: Iterable[RecurringLine], of_pages: int) -> dict[str, Seen]:
    """By key; of several spellings the most frequent."""
    seen: dict[str, Seen] = {}
    for line in lines:
        key = block_key(line.text)
        if key not in seen or line.n_pages > seen[key].n_pages:
            mean = sum(cohesion(line.text, text, line.source) for text in line.around) / len(line.around)
            seen[key] = Seen(line.text, line.n_pages, line.n_stories, of_pages, line.n_edge, mean)
    return seen


def _changed(source: str, version: int, known: Blocks, seen: Mapping[str, Seen], now: datetime) -> Iterator[OutletBlockRow]:
    """The blocks whose state is another from this version on."""
    active = {key: row for key, row in known.items() if row.state == "active"}
    for key, row in active.items():
        if key not in seen:
            yield replace(row, state="expired", until=version, changed_at=now)
        elif is_news_after_all(seen[key]) and 2 * seen[key].n_pages >= row.n_pages:  # fewer: it fades with an old design
            yield replace(row, state="withdrawn", until=version, changed_at=now)
    new = [key for key, one in seen.items() if is_furniture(one) and (key not in known or known[key].state == "expired")]
    for key in sorted(new, key=lambda key: (-seen[key].n_pages, key))[: max(0, MAX_BLOCKS - len(active))]:
        one = seen[key]
        yield OutletBlockRow(source, key, one.text, one.n_pages, one.n_stories, one.of_pages, "active", version, None, now)
