"""Hostile archives: what a name says, the bytes, and what comes of each record (`html`, `clean`, … for pages; reasons of the others)."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.stages.archive_samples import HTML, record, response, tarred, zipped

REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML
ZEROS = b"\0" * 30_000_000


def linked(target: str, kind: bytes) -> bytes:
    """A tar with a link in it and a page after it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("a.html")
        link.type, link.linkname = kind, target
        archive.addfile(link)
        page = tarfile.TarInfo("b.html")
        page.size = len(HTML)
        archive.addfile(page, io.BytesIO(HTML))
    return out.getvalue()


def lying_zip() -> bytes:
    """A zip whose directory says that its member is small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", ZEROS)
    return out.getvalue().replace(len(ZEROS).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def warc(length: str) -> bytes:
    """A record that says how long it is."""
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://kelmar.example/\r\nContent-Length: {length}\r\n\r\n".encode()
        + REPLY
        + b"\r\n\r\n"
    )


def parquet(columns: dict[str, Any]) -> bytes:
    """A table of these columns."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def line(**fields: object) -> bytes:
    """A record of JSONL."""
    return (json.dumps({"id": "1", "url": "https://kelmar.example/1", "text": "The pier is closed.", **fields}) + "\n").encode()


ARCHIVES: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "a good WARC, to compare with": (lambda: warc(str(len(REPLY))), ["html"]),
    "a PDF": (lambda: b"%PDF-1.7\n" + HTML, ["unknown_format"]),
    "a PDF in a zip, named as a page": (lambda: zipped(("a.html", b"%PDF-1.7\n" + HTML)), ["unknown_format"]),
    "a WARC with a PDF that says it is HTML": (lambda: response(body=b"%PDF-1.7\n" + HTML), ["wrong_type"]),
    "a CSV with a million columns": (lambda: b"title,text," + b"a," * 1_000_000 + b"\nPier closed,The pier is closed.\n", ["too_large"]),
    "a CSV with an unclosed quotation mark": (lambda: b'title,text\nPier closed,"' + b"The pier is closed. " * 200_000, ["too_large"]),
    "a CSV of quotation marks": (lambda: b'title,text\nPier closed,"' + b'""' * 200_000 + b'"\n', ["dump"]),
    "a Parquet file that is only its mark": (lambda: b"PAR1" + b"\0" * 99_999 + b"PAR1", ["bad_archive"]),
    "a Parquet file with an endless footer": (lambda: b"PAR1" + b"\0" * 999 + b"\xff\xff\xff\x7fPAR1", ["bad_archive"]),
    "a Parquet file with a text of 50 megabytes in two kilobytes": (lambda: parquet({"text": ["\0" * 50_000_000]}), ["too_large"]),
    "a Parquet file whose text is repeated from a dictionary": (
        lambda: parquet({"text": pa.DictionaryArray.from_arrays([0] * 9, ["x" * 5_000_000])}),
        ["too_large"] * 9,
    ),
    "a Parquet file nested 200 deep": (lambda: parquet({"text": ["The pier is closed."], "tags": _nested(200)}), ["bad_archive"]),
    "a gzip bomb": (lambda: gzip.compress(HTML + b" " * 30_000_000), ["too_large"]),
    "a zstd bomb": (lambda: zstandard.compress(HTML + b" " * 30_000_000), ["too_large"]),
    "a zip bomb": (lambda: zipped(("a.html", HTML + b" " * 30_000_000)), ["too_large"]),
    "a zip that lies of its size": (lying_zip, ["bad_archive"]),
    "gzip in gzip, six times": (lambda: _wrapped(6), ["too_large"]),
    "a gzip that is cut": (lambda: gzip.compress(HTML * 9)[:-20], ["bad_archive"]),
    "a gzip with garbage after it": (lambda: gzip.compress(HTML) + b"garbage" * 99, ["bad_archive"]),
    "a tar member outside its folder": (lambda: tarred(("../../etc/evil.html", HTML)), ["html"]),
    "a tar member with an absolute name": (lambda: tarred(("/etc/evil.html", HTML)), ["html"]),
    "a zip member outside its folder": (lambda: zipped(("../../etc/evil.html", HTML)), ["html"]),
    "a tar with a symbolic link to a local file": (lambda: linked("/etc/passwd", tarfile.SYMTYPE), ["html"]),
    "a tar with a hard link to a local file": (lambda: linked("/etc/passwd", tarfile.LNKTYPE), ["html"]),
    "a tar with a device": (lambda: linked("", tarfile.CHRTYPE), ["html"]),
    "a tar with a pipe": (lambda: linked("", tarfile.FIFOTYPE), ["html"]),
    "a tar that is cut": (lambda: tarred(("a.html", HTML))[:600], ["bad_archive"]),
    "a zip with one name twice": (lambda: zipped(("a.html", HTML), ("a.html", HTML)), ["html", "html"]),
    "a zip whose member has no name": (lambda: zipped(("a.html", HTML)).replace(b"a.html", b"\0.html"), ["html"]),
    "a zip with escapes in its names": (lambda: zipped(("\x1b[2Ja.html", HTML)), ["html"]),
    "a WARC record of negative length": (lambda: warc("-1"), ["bad_archive"]),
    "a WARC record of a huge length": (lambda: warc("999999999999999999999"), ["bad_archive"]),
    "a WARC record whose length is no number": (lambda: warc("many"), ["bad_archive"]),
    "a WARC record that is shorter than it says": (lambda: warc("100000"), ["bad_archive"]),
    "a WARC record that is longer than it says": (lambda: warc("10"), ["http_unexpected", "bad_archive"]),
    "a WARC response without HTTP": (lambda: record("response", b"\0" * 999), ["wrong_type"]),
    "JSON nested 100,000 deep": (lambda: b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", ["bad_json"]),
    "JSON with a number of a million digits": (lambda: b'{"id":' + b"9" * 1_000_000 + b',"text":"The pier is closed."}\n', ["bad_json"]),
    "JSON with duplicate keys": (lambda: b'{"text":"One.","text":"Another text that is longer."}\n', ["dump"]),
    "JSON with NaN and infinity": (lambda: line(published=float("nan"), n=float("inf")), ["dump"]),
    "JSON with a lone surrogate": (lambda: line(title="Pier \ud800"), ["dump"]),
    "JSON with a date in the year 0": (lambda: line(published="0000-00-00"), ["dump"]),
    "JSON with a date beyond the year 9999": (lambda: line(published=10**18), ["dump"]),
    "JSON whose text is a number": (lambda: line(text=7), ["bad_json"]),
    "JSON whose address is a list": (lambda: line(url=["https://kelmar.example/"]), ["dump"]),
    "JSON with NULs between its lines": (lambda: line() + b"\0" * 99 + b"\n" + line(id="2"), ["unknown_format"]),
    "a line of 40 megabytes": (lambda: line(text="x" * 40_000_000), ["too_large"]),
    "NUL bytes only": (lambda: b"\0" * 99_999, ["unknown_format"]),
    "random bytes": (lambda: bytes((n * 7919 + n // 251) % 256 for n in range(99_999)), ["unknown_format"]),
}


def _nested(times: int) -> pa.Array:
    array = pa.array(["deep"])
    for _ in range(times):
        array = pa.ListArray.from_arrays([0, 1], array)
    return array


def _wrapped(times: int) -> bytes:
    data = HTML
    for _ in range(times):
        data = gzip.compress(data)
    return data
