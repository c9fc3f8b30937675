"""Which tables show figures: their rows are read as lines, `Varde | 4,512`. All others only lay out a page, and their cells are boxes."""

import lxml.html

CELL_TAGS = frozenset(("td", "th"))
MAX_CELL = 300
"""Characters of the longest cell: what is longer is a column of text. Twice as much where the table names its columns."""
LAYOUT = frozenset(("presentation", "none"))
_LAID_OUT = ("form", "article", "section", "h1", "h2", "iframe", "video")
"""What no table of figures holds."""


def rows_of_figures(root: lxml.html.HtmlElement) -> frozenset[lxml.html.HtmlElement]:
    """The `<tr>` of all tables of figures below an element."""
    return frozenset(row for table in root.iter("table") if _is_plain(table) for row in _rows(table))


def _is_plain(table: lxml.html.HtmlElement) -> bool:
    return table.get("role") not in LAYOUT and next(table.iterdescendants("table", *_LAID_OUT), None) is None


def _rows(table: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The rows, if at least two of them have two cells or more, and none is long."""
    rows = list(table.iter("tr"))
    cells = [[" ".join(cell.itertext()).strip() for cell in row if cell.tag in CELL_TAGS] for row in rows]
    longest = max((len(text) for row in cells for text in row), default=0)
    has_names = next(table.iterdescendants("th"), None) is not None
    filled = sum(sum(map(bool, row)) > 1 for row in cells)
    return rows if filled > 1 and longest <= MAX_CELL * (1 + has_names) else []
