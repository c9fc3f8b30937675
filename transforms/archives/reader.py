"""From one input file to its records: peel off compression, open archives, hand each stream to the reader of its format."""

import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from newsbeam.transforms.archives.container import Member, tar_members, zip_members
from newsbeam.transforms.archives.exports import read_export
from newsbeam.transforms.archives.feed import read_feed
from newsbeam.transforms.archives.front_matter import read_front_matter
from newsbeam.transforms.archives.given import Given
from newsbeam.transforms.archives.inputs import InputFile
from newsbeam.transforms.archives.jsonl import read_lines, read_values
from newsbeam.transforms.archives.mail import read_mailbox, read_message
from newsbeam.transforms.archives.page_file import read_page_file
from newsbeam.transforms.archives.read_context import ParseFeed, PendingRecord, ReadContext, ReadLimits
from newsbeam.transforms.archives.stream import Stream, decompress
from newsbeam.transforms.archives.tables import read_csv, read_parquet
from newsbeam.transforms.archives.warc import read_arc, read_warc
from newsbeam.transforms.core.web.assets import data_of
from newsbeam.transforms.core.web.sniff import Format, decode_head, sniff
from newsbeam.transforms.errors import Permanent, Refused
from newsbeam.transforms.records import Failure, Page

_COMPRESSION_SUFFIX = re.compile(r"(?:\.(?:gz|zst|zstd|bz2))+$", re.IGNORECASE)


def _ignore(_file: BinaryIO) -> None:
    return


def read_records(
    file: InputFile,
    file_no: int,
    limits: ReadLimits,
    parse_feed: ParseFeed,
    skip: int = 0,
    opened: Callable[[BinaryIO], None] = _ignore,
    unused: Counter[str] | None = None,
    given: Given = Given(),
) -> Iterator[Page | Failure]:
    """The documents of one input, in its order: each record is one page or one failure, and no input is without one.

    A file that cannot be opened, or whose reading the system breaks off, ends in a failure whose outcome is `retry`: its records from
    there on were not read.

    Args:
        file_no: the input's position among all inputs; with the record's number it makes `origin.order`.
        parse_feed: reads feeds; untrusted bytes, so preferably in a sandbox.
        skip: how many records to leave out from the start: they are counted but not decoded.
        given: what the user says of all records.
        unused: counts the keys that records have and that are no field of ours.
        opened: is given the file once it is open, to look where it is being read (`tell`): for displays of progress.

    Memory is bounded by one record (`limits`), not by the file. Nothing is raised over the contents of files.
    """
    context = ReadContext(file, file_no, parse_feed, limits, itertools.count(), file.path, file.mtime)
    context = replace(context, given=given, unused=Counter() if unused is None else unused)
    try:
        raw = _File(file.copy or file.path)
    except OSError as error:
        yield context.unread(skip, str(error))
        return
    with io.BufferedReader(raw) as buffered:
        opened(buffered)
        number = -1
        for number, record in enumerate(_read_stream(Stream(buffered, buffered), context)):
            made = record(number) if number >= skip else None
            if raw.fault:
                break
            if made:
                yield given.fill(made) if isinstance(made, Page) else made
    if raw.fault:
        yield context.unread(max(number, skip), raw.fault)


class _File(io.FileIO):
    """A file that remembers why the system could not read it: whoever reads it takes that for the end of a damaged archive."""

    fault: str | None = None

    def readinto(self, buffer: "bytearray | memoryview") -> int | None:  # type: ignore[override]
        try:
            return super().readinto(buffer)
        except OSError as error:
            self.fault = str(error)
            raise

    def readall(self) -> bytes:
        try:
            return super().readall()
        except OSError as error:
            self.fault = str(error)
            raise


def _read_stream(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """At least one record: a stream in which there is none is a failure of its own."""
    records = _open(stream, context)
    first = next(records, context.failing(Refused("no_content", "there is no document in it")))
    return itertools.chain([first], records)


def _open(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    if stream.fault and not stream.head:
        return iter([context.failing(Permanent("bad_archive", stream.fault))])
    form = sniff(stream.head, _COMPRESSION_SUFFIX.sub("", context.name))
    if form in _LAYERS and context.depth > context.limits.max_depth:
        return iter([context.failing(Permanent("too_large", f"nested more than {context.limits.max_depth} layers deep"))])
    if form in ("json", "jsonl") and (what := data_of(decode_head(stream.head) or "", context.name.rpartition("#")[2])):
        return iter([context.failing(Refused("not_an_article", what))])
    return READERS[form](stream, context)


def _read_compressed(form: Format, stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    return _read_stream(decompress(stream, form), context.deeper())


def _read_members(
    members: Callable[[Stream, ReadContext], Iterator[Member]], stream: Stream, context: ReadContext
) -> Iterator[PendingRecord]:
    for member in members(stream, context):
        if next(context.members) >= context.limits.max_members:
            yield context.failing(Permanent("too_large", f"more than {context.limits.max_members:,} members; the rest is not read"))
            return
        inner = context.member(member.name, member.written_at).deeper() if member.name else context
        if isinstance(member.content, Stream):
            yield from _read_stream(member.content, inner)
        else:
            yield inner.failing(member.content)


def _read_nothing(reason: str, stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    yield context.failing(Permanent(reason, f"begins with the bytes {stream.head[:16].hex(' ')}" if stream.head else ""))


READERS: dict[Format, Callable[[Stream, ReadContext], Iterator[PendingRecord]]] = {
    "bzip2": partial(_read_compressed, "bzip2"),
    "gzip": partial(_read_compressed, "gzip"),
    "zstd": partial(_read_compressed, "zstd"),
    "tar": partial(_read_members, tar_members),
    "zip": partial(_read_members, zip_members),
    "warc": read_warc,
    "arc": read_arc,
    "mail": read_message,
    "mbox": read_mailbox,
    "json": read_values,
    "jsonl": read_lines,
    "csv": read_csv,
    "parquet": read_parquet,
    "feed": read_feed,
    "export": read_export,
    "markdown": read_front_matter,
    "html": partial(read_page_file, "html"),
    "text": partial(read_page_file, "dump"),
    "empty": partial(_read_nothing, "empty"),
    "unknown": partial(_read_nothing, "unknown_format"),
}
_LAYERS = frozenset({"bzip2", "gzip", "zstd", "tar", "zip"})
