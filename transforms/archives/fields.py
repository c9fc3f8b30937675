"""From a record's fields to a page: the same for JSON, tables, exports and front matter."""

from collections.abc import Mapping
from typing import Any

from newsbeam.transforms.archives.keys import read_keys
from newsbeam.transforms.archives.read_context import ReadContext
from newsbeam.transforms.errors import Permanent
from newsbeam.transforms.records import Hints, Page, PageForm

MAX_UNUSED = 10_000
"""Different keys that are counted."""


def page_of(record: Mapping[str, Any], context: ReadContext, number: int, *, numbered: bool = True) -> Page:
    """The page of one record; `numbered` if there are more in its file.

    Raises:
        Permanent: `bad_json`: it has neither page nor text. `empty`: it has, and nothing is in it. `too_large`.
    """
    read = read_keys(record, context.given.names)
    if len(context.unused) < MAX_UNUSED:  # every record may have its own
        context.unused.update(read.unused)
    if read.html is None and read.text is None:
        raise Permanent("bad_json", f"neither html nor text among the keys {sorted(record)[:20]}")
    content = read.html or read.text
    if not content:
        raise Permanent("empty")
    body = content.encode("utf-8", "replace")
    if len(body) > context.limits.max_record_bytes:
        raise Permanent("too_large", f"more than {context.limits.max_record_bytes:,} bytes")
    form: PageForm = "html" if read.html else "clean" if read.clean else "dump"
    origin = context.origin(number, numbered=numbered, url=read.url, external_id=read.id, fetched_at=read.fetched)
    said = (read.title, read.published, read.authors, read.lang, read.section)
    hints = Hints(*said, outlet=read.outlet, tags=read.tags, published_from="record")
    return Page(origin, form, body, f"text/{'html' if form == 'html' else 'plain'}; charset=utf-8", hints=hints)
