"""A feed file: each entry that brings its own content is a page; one that only points elsewhere is refused.

Reading archives does not fetch anything.
"""

from collections.abc import Iterator
from functools import partial

from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.syndication.entry_pages import entry_page, hints_of
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.fetch_records import FeedEntry
from newsbeam.transforms.records import Failure, Page


def read_feed(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record an entry."""
    limit = context.limits.max_feed_bytes
    body = stream.read(limit + 1)
    try:
        if len(body) > limit:
            raise Permanent("too_large", f"a feed of more than {limit:,} bytes")
        if stream.fault:
            raise Permanent("bad_archive", f"broken off after {len(body):,} bytes: {stream.fault}")
        feed = context.parse_feed(body, None, "")
    except InputError as error:
        yield partial(_failed, error, body, context)
        return
    for entry in feed.entries:
        yield partial(_entry, entry, context)


def _failed(error: InputError, body: bytes, context: ReadContext, number: int) -> Failure:
    return context.failure(context.origin(number, numbered=False), error, body)


def _entry(entry: FeedEntry, context: ReadContext, number: int) -> Page | Failure:
    origin = context.origin(number, url=entry.url or None, feed_url=entry.feed_url or None, external_id=entry.guid)
    if not (entry.html and entry.html.strip()):
        return context.failure(origin, Refused("no_content", "the entry has no content of its own, only an address"))
    return entry_page(origin, hints_of(entry))
