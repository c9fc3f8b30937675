"""Chunks of records, put aside in files: page bodies never cross a shuffle, where they take several times their size; references do.

A spool file is a sequence of pages, each: two lengths of four bytes (big-endian), a JSON header of that length, the body of that length.
"""

import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from newsbeam.transforms.records import Failure, Hints, Id, Origin, Page

MAX_RECORDS = 500
MAX_BYTES = 67_108_864
LENGTHS = struct.Struct(">II")
TIME = "time"
"""Key of the one-entry object that stands for a time."""


@dataclass(frozen=True, slots=True)
class SpoolRef:
    """Where one page lies in a spool file."""

    path: str
    offset: int
    length: int
    """In bytes, header and body."""


@dataclass(frozen=True, slots=True)
class OpenInput:
    """An input being read."""

    input_id: Id
    path: str
    n_done: int
    """How many of its records are committed already; `records` begins after them."""
    records: Iterator[Page | Failure]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an input has been read, once the chunk is committed."""

    input_id: Id
    path: str
    n_done: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """As many records as one batch takes. Whoever gets it deletes its file."""

    path: Path
    refs: tuple[SpoolRef, ...]
    failures: tuple[Failure, ...]
    progress: tuple[Progress, ...]
    """Of each input with a record in the chunk, or with its end there."""

    @property
    def name(self) -> str:
        """The input in which the chunk ends, for people."""
        return self.progress[-1].path if self.progress else self.failures[-1].origin.name


def spool_chunks(
    inputs: Iterable[OpenInput], directory: Path, max_records: int = MAX_RECORDS, max_bytes: int = MAX_BYTES
) -> Iterator[Chunk]:
    """Divide the records of inputs, in order, into chunks; one chunk may hold the end of one input and the beginning of the next.

    Args:
        directory: takes one file a chunk; nothing else may write there.
        max_bytes: a chunk is full when its pages' bodies and its failures' payloads reach this.

    At most one chunk is made before it is asked for. An input is marked finished in the chunk that has its last record, unless it
    could not be read to its end.
    """
    draft = _Draft(directory / "000000.pages")
    n_chunks = 0
    try:
        for opened in inputs:
            n_done = opened.n_done
            for record in opened.records:
                if draft.n_records >= max_records or draft.n_bytes >= max_bytes:
                    yield draft.finish()
                    n_chunks += 1
                    draft = _Draft(directory / f"{n_chunks:06d}.pages")
                draft.add(record)
                if is_unread(record):
                    break
                n_done += 1
                draft.note(opened, n_done, finished=False)
            else:
                draft.note(opened, n_done, finished=True)
        if draft.progress or draft.n_records:
            yield draft.finish()
        else:
            draft.path.unlink()
    finally:
        draft.file.close()


def is_unread(record: Page | Failure) -> bool:
    """True for the failure that stands for the rest of an input that could not be read."""
    return isinstance(record, Failure) and record.outcome == "retry"


class _Draft:
    """A chunk being written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("wb")
        self.refs: list[SpoolRef] = []
        self.failures: list[Failure] = []
        self.progress: dict[Id, Progress] = {}
        self.n_records = self.n_bytes = 0

    def add(self, record: Page | Failure) -> None:
        self.n_records += 1
        if isinstance(record, Failure):
            self.failures.append(record)
        else:
            self.refs.append(write_page(self.file, self.path, record))
        self.n_bytes += len(record.payload or b"")

    def note(self, opened: OpenInput, n_done: int, *, finished: bool) -> None:
        self.progress[opened.input_id] = Progress(opened.input_id, opened.path, n_done, finished)

    def finish(self) -> Chunk:
        self.file.close()
        return Chunk(self.path, tuple(self.refs), tuple(self.failures), tuple(self.progress.values()))


def write_page(file: BinaryIO, path: Path, page: Page) -> SpoolRef:
    """Append a page to a spool file."""
    offset = file.tell()
    header = json.dumps(asdict(replace(page, body=b"")), default=_encode).encode()
    file.write(LENGTHS.pack(len(header), len(page.body)))
    file.write(header)
    file.write(page.body)
    return SpoolRef(str(path), offset, LENGTHS.size + len(header) + len(page.body))


def read_spooled(ref: SpoolRef) -> Page:
    """The page that was put aside, equal to what it was."""
    with Path(ref.path).open("rb") as file:
        file.seek(ref.offset)
        n_header, n_body = LENGTHS.unpack(file.read(LENGTHS.size))
        header: dict[str, Any] = json.loads(file.read(n_header))
        header["body"] = file.read(n_body)
    origin, hints = header.pop("origin"), header.pop("hints")
    return Page(origin=Origin(**_decode(origin)), hints=Hints(**_decode(hints)), **header)


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return {TIME: value.isoformat()}
    if isinstance(value, bytes):
        return ""
    raise TypeError(f"a page has no field of type {type(value).__name__}")


def _decode(fields: dict[str, Any]) -> dict[str, Any]:
    """JSON knows neither times nor tuples; records have no lists."""
    return {name: _decode_value(value) for name, value in fields.items()}


def _decode_value(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value[TIME])
    return tuple(value) if isinstance(value, list) else value
