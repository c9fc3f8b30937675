"""Whether a text is a table with a header, and what divides its cells."""

import csv
import itertools
import re

DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n')
"""How spreadsheets say it themselves, in a first line."""
LOOKED_AT = 20_000
ROWS = 5
COLUMN_NAMES = frozenset(
    {"article", "author", "authors", "body", "content", "date", "domain", "headline", "html", "id", "lang", "language", "link", "maintext"}
    | {"publish_date", "published", "published_at", "publisher", "section", "source", "text", "title", "url"}
    | {"auteur", "autor", "datum", "fecha", "testo", "texte", "texto", "titel", "titolo", "titre", "titulo", "volltext"}
)
"""Of these a header must have two, where the file's name does not say that it is a table."""
_NAME = re.compile(r"\.(?:csv|tsv|tab|psv)$", re.IGNORECASE)


def is_table(text: str, name: str) -> bool:
    """True if the text is a table by its name, or by a header of names that tables of articles have and rows that fit it."""
    if _NAME.search(name):
        return True
    if "\n" not in text[:LOOKED_AT]:
        return False
    rows = _rows(text, delimiter_of(text))
    known = {cell.strip().casefold() for cell in rows[0]} & COLUMN_NAMES if rows else set()
    return len(known) >= 2 and len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows[1:] if row)


def delimiter_of(text: str) -> str:
    """What divides the cells of a table's header: what gives the most columns that are known, or the most columns."""
    if found := SEPARATOR_LINE.match(text):
        return found[1]
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    header = next(iter(_rows(text, delimiter)), [])
    return len({cell.strip().casefold() for cell in header} & COLUMN_NAMES), len(header)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows, of which the last may be cut off."""
    rows = list(itertools.islice(csv.reader(text[:LOOKED_AT].splitlines(keepends=True), delimiter=delimiter), ROWS + 1))
    return rows if len(rows) <= 1 or len(rows) > ROWS or len(text) <= LOOKED_AT else rows[:-1]
