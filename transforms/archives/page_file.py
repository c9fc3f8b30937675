"""A file that is one document: an HTML page, or the visible text of one."""

from collections.abc import Iterator
from functools import partial

from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.web.sniff import charset_of_bom
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.records import Failure, Page, PageForm


def read_page_file(form: PageForm, stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record: the whole stream."""
    yield partial(_page, form, stream, context)


def _page(form: PageForm, stream: Stream, context: ReadContext, number: int) -> Page | Failure:
    limit = context.limits.max_record_bytes
    origin = context.origin(number, numbered=False)
    body = stream.read(limit + 1)
    if len(body) > limit:
        return context.failure(origin, Permanent("too_large", f"more than {limit:,} bytes"))
    if stream.fault:
        return context.failure(origin, Permanent("bad_archive", f"broken off after {len(body):,} bytes: {stream.fault}"), body)
    charset = charset_of_bom(body)
    kind = "text/html" if form == "html" else "text/plain"
    return Page(origin, form, body, f"{kind}; charset={charset}" if charset else None)
