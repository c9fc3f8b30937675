"""Late batches: decided while others were committed, so that an article may meanwhile have the revision that they chose for it."""

import duckdb

from sinks.layout import Layout
from sinks.segments import NOT_REPLACED, listed, relation, union
from sinks.tables import FACTS

VERSIONED = tuple(table for table in FACTS if table.key[:2] == ("article_id", "revision"))
"""The tables whose rows belong to one version of an article."""


def renumber(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Fit the staged rows to what the store now holds.

    A version with known content is dropped, and its input becomes a duplicate (`same_content`). Other versions are counted on from the last
    one known. Day and first sight are the store's. Inputs that are in the ledger already do not enter it twice.
    """
    connection.execute(_DECIDE)
    for table in VERSIONED:
        staged = f"staged_{table.name}"
        same = f"{staged}.article_id = late.article_id AND {staged}.revision = late.revision"
        connection.execute(f"DELETE FROM {staged} USING late WHERE {same} AND late.known")
        connection.execute(f"UPDATE {staged} SET revision = late.becomes, day = late.day FROM late WHERE {same}")
    connection.execute(_FIRST_SIGHT)
    connection.execute(_LEDGER)
    for name in ("fetches", "dead_letters"):
        _drop_known_inputs(connection, layout, name)


_DECIDE = """
CREATE OR REPLACE TEMP TABLE late AS
WITH stored AS (FROM article_index SEMI JOIN staged_article_revisions USING (article_id)),
last AS (SELECT article_id, max(revision) AS newest, any_value(day) AS day, min(first_seen_at) AS first_seen_at FROM stored GROUP BY ALL),
twin AS (
    SELECT staged.article_id, staged.revision, min(stored.revision) AS becomes
    FROM staged_article_revisions AS staged JOIN stored USING (article_id, content_id) GROUP BY ALL)
SELECT staged.article_id, staged.revision, twin.becomes IS NOT NULL AS known, last.day, last.first_seen_at,
    coalesce(twin.becomes, last.newest + row_number() OVER (
        PARTITION BY staged.article_id, twin.becomes IS NULL ORDER BY staged.revision)) AS becomes
FROM staged_article_revisions AS staged JOIN last USING (article_id) LEFT JOIN twin USING (article_id, revision)
"""

_FIRST_SIGHT = """
UPDATE staged_article_revisions AS staged SET first_seen_at = late.first_seen_at FROM late WHERE staged.article_id = late.article_id
"""

_LEDGER = """
UPDATE staged_fetches AS staged SET
    revision = late.becomes,
    outcome = CASE WHEN late.known THEN 'duplicate' WHEN staged.outcome = 'stored' THEN 'revised' ELSE staged.outcome END,
    reason = CASE WHEN late.known THEN 'same_content' ELSE staged.reason END
FROM late WHERE staged.article_id = late.article_id AND staged.revision = late.revision
"""


def _drop_known_inputs(connection: duckdb.DuckDBPyConnection, layout: Layout, name: str) -> None:
    days = connection.execute(f"SELECT min(day), max(day) FROM staged_{name}").fetchall()[0]
    segments = listed(connection, f"{NOT_REPLACED} AND table_name = ? AND last_day >= ? AND first_day <= ?", [name, *days])
    stored = union([f"hot.{name}", *relation(layout, segments)])
    connection.execute(f"DELETE FROM staged_{name} WHERE input_id IN (SELECT input_id FROM ({stored}))")
