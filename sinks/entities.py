"""Entities and their spellings, from mentions. Counts add up and names follow from them, so the order of arrival does not matter."""

import duckdb


def add(connection: duckdb.DuckDBPyConnection, mentions: str) -> None:
    """Count the spellings in a table of mentions and name their entities anew; inside the caller's transaction."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE spellings AS
        SELECT entity_id, alias, label, reason, count(*) AS n FROM (
            SELECT entity_id, surface AS alias, label, reason FROM {mentions}
            UNION ALL SELECT entity_id, name, label, 'full_name' FROM {mentions})
        GROUP BY ALL""")
    connection.execute("""
        INSERT INTO spellings BY NAME FROM entity_aliases AS old SEMI JOIN spellings USING (entity_id, alias, label, reason)""")
    connection.execute("""
        DELETE FROM entity_aliases AS old USING spellings AS new
        WHERE old.entity_id = new.entity_id AND old.alias = new.alias AND old.label = new.label AND old.reason = new.reason""")
    connection.execute("""
        INSERT INTO entity_aliases BY NAME SELECT entity_id, alias, label, reason, sum(n) AS n FROM spellings GROUP BY ALL""")
    connection.execute("DELETE FROM entities WHERE entity_id IN (SELECT entity_id FROM spellings)")
    connection.execute(_NAME)


_NAME = """
INSERT INTO entities BY NAME
WITH full_names AS (FROM entity_aliases SEMI JOIN spellings USING (entity_id) WHERE reason = 'full_name'),
names AS (
    SELECT entity_id, alias AS name FROM full_names GROUP BY entity_id, alias
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY sum(n) DESC, length(alias) DESC, alias) = 1),
labels AS (
    SELECT entity_id, label FROM full_names GROUP BY entity_id, label
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY sum(n) DESC, label) = 1)
FROM names JOIN labels USING (entity_id)
"""
