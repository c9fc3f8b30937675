"""Late batches: decided while others were committed, so that an article may meanwhile have the revision that they chose for it.

Whoever holds the index decides anew (`mark_duplicates`, as ever); here the staged rows follow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from newsbeam.sinks.arrow import table_of
from newsbeam.sinks.layout import Layout
from newsbeam.sinks.segments import NOT_REPLACED, listed, relation, union
from newsbeam.sinks.tables import FACTS, outcome_of
from newsbeam.transforms.records import CopyKind, Id, Mark, Outcome

VERSIONED = tuple(table for table in FACTS if table.key[:2] == ("article_id", "revision"))
"""The tables whose rows belong to one version of an article."""


@dataclass(frozen=True, slots=True)
class LateRow:
    """What a version of an article in a late batch becomes."""

    article_id: Id
    revision: int
    """The one that the batch chose."""
    becomes: int
    """The one that it is."""
    known: bool
    """True if the store has that content of the article already: then nothing of the version is kept."""
    day: date
    first_seen_at: datetime
    outcome: Outcome
    reason: str | None
    duplicate_of: Id | None
    kind: CopyKind | None
    similarity: float | None
    cluster: Id


def late_row(article_id: Id, chosen: Mark, mark: Mark) -> LateRow:
    """The row of a version that was marked as `chosen` in its batch and is marked as `mark` now."""
    return LateRow(
        article_id,
        chosen.revision,
        mark.revision,
        mark.status == "unchanged",
        mark.day,
        mark.first_seen_at,
        *outcome_of(mark),
        mark.duplicate_of,
        mark.duplicate_kind,
        mark.similarity,
        mark.cluster,
    )


def fit(connection: duckdb.DuckDBPyConnection, layout: Layout, rows: Iterable[LateRow]) -> None:
    """Change the staged rows as the batch's versions were marked anew. Inputs that are in the ledger already do not enter it twice."""
    connection.register("given", table_of(LateRow, list(rows)))
    try:
        connection.execute("CREATE OR REPLACE TEMP TABLE late AS SELECT * REPLACE (article_id::UUID AS article_id) FROM given")
    finally:
        connection.unregister("given")
    connection.execute(_LEDGER)
    connection.execute(_COPIES)
    for table in VERSIONED:
        staged = f"staged_{table.name}"
        same = f"{staged}.article_id = late.article_id AND {staged}.revision = late.revision"
        connection.execute(f"DELETE FROM {staged} USING late WHERE {same} AND late.known")
        first_seen = _FIRST_SEEN if table.name == "article_revisions" else ""
        connection.execute(f"UPDATE {staged} SET revision = late.becomes, day = late.day{first_seen} FROM late WHERE {same}")
    for name in ("fetches", "dead_letters"):
        _drop_known_inputs(connection, layout, name)


_FIRST_SEEN = """, first_seen_at = late.first_seen_at,
    kind = CASE WHEN staged_article_revisions.kind = 'recleaned' THEN 'recleaned' WHEN late.becomes = 1 THEN 'first' ELSE 'revised' END"""

_LEDGER = """
UPDATE staged_fetches AS staged SET
    revision = late.becomes,
    outcome = CASE WHEN staged.reason = 'same_content' THEN staged.outcome ELSE late.outcome END,
    reason = CASE WHEN staged.reason = 'same_content' THEN staged.reason ELSE late.reason END
FROM late WHERE staged.article_id = late.article_id AND staged.revision = late.revision
"""

_COPIES = """
DELETE FROM staged_article_duplicates;
INSERT INTO staged_article_duplicates BY NAME
SELECT article_id, revision, day, duplicate_of AS of_article_id, kind, similarity, cluster FROM late
WHERE NOT known AND duplicate_of IS NOT NULL;
"""


def _drop_known_inputs(connection: duckdb.DuckDBPyConnection, layout: Layout, name: str) -> None:
    days = connection.execute(f"SELECT min(day), max(day) FROM staged_{name}").fetchall()[0]
    segments = listed(connection, f"{NOT_REPLACED} AND table_name = ? AND last_day >= ? AND first_day <= ?", [name, *days])
    stored = union([f"hot.{name}", *relation(layout, segments)])
    connection.execute(f"DELETE FROM staged_{name} WHERE input_id IN (SELECT input_id FROM ({stored}))")
