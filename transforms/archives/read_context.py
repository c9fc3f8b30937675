"""Where a reader stands in an input: it names records, dates them, and turns errors about them into failures."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from newsbeam.transforms.archives.given import Given
from newsbeam.transforms.archives.inputs import InputFile
from newsbeam.transforms.archives.keys import printable
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.web.archived import original
from newsbeam.transforms.core.web.urls import redacted
from newsbeam.transforms.errors import InputError, Permanent, Transient
from newsbeam.transforms.fetch_records import ParsedFeed
from newsbeam.transforms.records import Failure, Origin, Page

ParseFeed = Callable[[bytes, str | None, str], ParsedFeed]
"""`newsbeam.transforms.core.syndication.feeds.parse_feed` or its sandboxed twin: body, content type, the feed's address."""

PendingRecord = Callable[[int], Page | Failure]
"""A record that was found but not yet looked at: given its number, it becomes a page or a failure.

It is called before the next one is asked for, or never: that is how records are skipped.
"""

MAX_NAME_CHARS = 1000


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds on what one input may ask of us."""

    max_record_bytes: int = 8_388_608
    """One page, decompressed."""
    max_line_bytes: int = 33_554_432
    """One JSON record: escapes make a page up to several times longer."""
    max_feed_bytes: int = 10_485_760
    max_payload_bytes: int = 8_388_608
    """How much of a broken record is kept in its dead letter."""
    max_members: int = 1_000_000
    """Members of all zip and tar archives of one input together."""
    max_depth: int = 3
    """Layers of compression and archives, one inside another, below the input's own."""
    max_nested_bytes: int = 1_073_741_824
    """A zip inside another archive: it must be copied to a file before it can be read."""
    max_header_bytes: int = 67_108_864
    """What an archive says about its members: a zip's directory, one extended header of a tar."""


@dataclass(frozen=True, slots=True)
class ReadContext:
    """An input file, or a member of one."""

    file: InputFile
    file_no: int
    parse_feed: ParseFeed
    limits: ReadLimits
    members: Iterator[int]
    """Counts the members of all archives of this input."""
    name: str
    fetched_at: datetime
    depth: int = 0
    given: Given = field(default_factory=Given)
    """What the user says of all records."""
    unused: Counter[str] = field(default_factory=Counter)
    """Counts the keys of this input's records that are no field of ours."""

    def member(self, name: str, written_at: datetime | None) -> "ReadContext":
        """The context for one member of this one."""
        return replace(self, name=f"{self.name}#{name}", fetched_at=written_at or self.fetched_at)

    def deeper(self) -> "ReadContext":
        """The same, one layer further in."""
        return replace(self, depth=self.depth + 1)

    def origin(
        self,
        number: int,
        *,
        numbered: bool = True,
        url: str | None = None,
        feed_url: str | None = None,
        external_id: str | None = None,
        fetched_at: datetime | None = None,
    ) -> Origin:
        """The origin of the `number`th record of the input; `numbered` if the file or member holds more than one.

        An archive's address (the Wayback Machine's and others') becomes that of the page, as of when it was captured.
        """
        page = original(url) if url else None
        name = printable(self.name)[:MAX_NAME_CHARS]
        return Origin(
            input_id=make_id("record", self.file.input_id, str(number)),
            order=(self.file_no, number),
            name=f"{name}#{number}" if numbered else name,
            fetched_at=(page.at if page else None) or fetched_at or self.fetched_at,
            url=redacted(page.url) if page else None,
            feed_url=feed_url,
            external_id=external_id,
            kind="record",
        )

    def failing(self, error: InputError) -> PendingRecord:
        """A record that stands for an error about the file or member as a whole."""
        return lambda number: self.failure(self.origin(number, numbered=False), error)

    def broken(self, detail: str) -> PendingRecord:
        """The record that says where and why the rest cannot be read."""
        return lambda number: self.failure(self.origin(number), Permanent("bad_archive", f"the rest cannot be read: {detail}"))

    def unread(self, number: int, detail: str) -> Failure:
        """What stands for the file from that record on, where the file itself cannot be read: not an end, it is left for another time."""
        return Failure.of(Transient("unreadable", detail), self.origin(number, numbered=False), "read", outcome="retry")

    def failure(self, origin: Origin, error: InputError, payload: bytes | None = None, status: int | None = None) -> Failure:
        """The failure of one record; its bytes are kept if they are not too many."""
        kept = payload if payload is not None and len(payload) <= self.limits.max_payload_bytes else None
        return Failure.of(error, origin, "read", payload=kept, status=status)
