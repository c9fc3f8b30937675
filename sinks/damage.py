"""Which sealed file is damaged: DuckDB often says only that it could not read something."""

from pathlib import Path

import duckdb

MARK = b"PAR1"
"""What a Parquet file begins and ends with."""


def flaw(file: Path, n_bytes: int) -> str | None:
    """What is wrong with a sealed file, as far as a glance tells; None if nothing is.

    Args:
        n_bytes: its size when it was sealed.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(len(MARK))
            size = opened.seek(0, 2)
            opened.seek(max(0, size - len(MARK)))
            tail = opened.read()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return error.strerror or "unreadable"
    if size != n_bytes:
        return f"{size:,} bytes instead of {n_bytes:,}"
    return None if head == tail == MARK else "overwritten"


def damaged_file(root: Path, error: duckdb.Error) -> str | None:
    """The path, relative to the store at `root`, of a sealed file for which DuckDB has failed; None if it was for another reason.

    It is named in the error, or else it is the first that cannot be read to its end.
    """
    root = root.resolve()
    text, data = str(error), f"{root / 'data'}/"
    if data in text:
        return text[text.index(data) + len(data) - len("data/") :].split(".parquet")[0] + ".parquet"
    files = sorted((root / "data").glob("*/*/*.parquet"))
    return next((file.relative_to(root).as_posix() for file in files if not is_readable(file)), None)


def is_readable(file: Path) -> bool:
    """Whether every value of a Parquet file can be read."""
    name = str(file).replace("'", "''")
    try:
        duckdb.execute(f"SELECT bit_xor(hash(one)) FROM read_parquet('{name}', hive_partitioning = false) AS one").fetchall()
    except duckdb.Error:
        return False
    return True
