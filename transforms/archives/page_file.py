"""A file that is one document: an HTML page, or the visible text of one."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from newsbeam.transforms.archives.mirror import address_of
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.web.assets import asset_of
from newsbeam.transforms.core.web.sniff import charset_of_bom, decode_head
from newsbeam.transforms.errors import Permanent, Refused
from newsbeam.transforms.records import Failure, Hints, Page, PageForm

_PARTS = re.compile(r"(.+)(?:_files|\.files|_file|-Dateien|_fichiers|_archivos|_arquivos|_bestanden|_filer|_pliki)")
"""How browsers name the folder of a page that they save whole, behind the page's own name."""


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
    if what := _no_article(form, stream, context):
        return context.failure(origin, Refused("not_an_article", what))
    charset = charset_of_bom(body)
    kind = "text/html" if form == "html" else "text/plain"
    hints = Hints(url=address_of(context.name)) if form == "html" else Hints()
    return Page(origin, form, body, f"{kind}; charset={charset}" if charset else None, hints=hints)


def _no_article(form: PageForm, stream: Stream, context: ReadContext) -> str | None:
    """What a file is that only lies beside pages; None for what may be one."""
    if form == "dump":
        return asset_of(decode_head(stream.head) or "", context.name.rpartition("#")[2])
    path = Path(context.name)
    owner = _PARTS.fullmatch(path.parent.name)
    pages = [path.parent.with_name(owner[1] + suffix) for suffix in (".html", ".htm")] if owner else []
    page = next((page for page in pages if page.is_file()), None)
    return f"a frame of the saved page {page.name}" if page else None
