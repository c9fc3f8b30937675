"""Make a large WARC of article pages that are all different: `python -m benchmarks.make_warc OUT.warc.gz --bytes 3GB [--from FOLDER]`.

Without `--from`, pages are invented: a site's chrome around paragraphs of words drawn from a fixed list. With it, the HTML files of a
folder (plain or .gz) are written over and over, each copy with an address of its own and some of its words replaced. Size is that of
the pages, before compression. The same arguments give the same records.
"""

import argparse
import gzip
import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_WORDS = """
the a of in on and to with after before council harbour bridge minister village market valley road school police railway budget report
storm library winter factory engineer committee said told opened closed announced repaired delayed visited welcomed rejected approved
two seven forty hundred thousand river ferry station teachers farmers residents officials workers children new old northern southern
public local early late quiet heavy plans funds talks works vote court hospital museum forest coast island weather morning evening
"""
WORDS = _WORDS.split()
_NAMES = "Ardel Brint Cosma Delph Edrin Falko Garnet Holm Ivette Jorun Kestrel Lomax Mirren Norvik Oswin Petra Quill Rowan Selda Tarn"
NAMES = _NAMES.split()
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
REPLACED_SHARE = 0.1
"""Of the long words of a given page: enough to make its copies different articles."""
_LONG_WORD = re.compile(rb"(?<=[ >])[a-z]{5,}(?=[ .,])")


def invented_pages(rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Endless (address, HTML) of invented articles on twenty invented sites."""
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in NAMES)
    for number in itertools.count():
        site = NAMES[number % len(NAMES)].lower()
        day = f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        url = f"https://www.{site}.example/{day.replace('-', '/')}/{number}"
        title, author = sentence(rng, 8), f"{rng.choice(NAMES)} {rng.choice(NAMES)}"
        body = "\n".join(f"<p>{paragraph(rng)}</p>" for _ in range(rng.randint(5, 25)))
        html = (
            f'<!doctype html><html lang="en"><head><title>{title} - {site}</title>'
            f'<meta property="article:published_time" content="{day}"><link rel="canonical" href="{url}"></head>'
            f"<body><header><ul>{menu}</ul></header>"
            f'<main><article><h1>{title}</h1><p class="byline">By {author}</p>\n{body}</article></main>'
            f"<footer><p>Subscribe to our newsletter</p><ul>{menu}</ul></footer></body></html>\n"
        )
        yield url, html.encode()


def paragraph(rng: random.Random) -> str:
    """A few sentences."""
    return " ".join(sentence(rng, rng.randint(8, 24)) + "." for _ in range(rng.randint(2, 5)))


def sentence(rng: random.Random, n_words: int) -> str:
    """Some words, the first capitalised and one of them a name."""
    words = rng.choices(WORDS, k=n_words)
    words[rng.randrange(n_words)] = rng.choice(NAMES)
    return " ".join(words).capitalize()


def mutated_pages(folder: Path, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """Endless (address, HTML) of the folder's pages, each time with other words."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and re.search(r"\.x?html?(\.gz)?$", path.name))
    if not files:
        raise SystemExit(f"there are no HTML files in {folder}")
    for number, path in enumerate(itertools.cycle(files)):
        data = path.read_bytes()
        page = gzip.decompress(data) if path.suffix == ".gz" else data
        mutated = _LONG_WORD.sub(lambda match: rng.choice(WORDS).encode() if rng.random() < REPLACED_SHARE else match[0], page)
        yield f"https://www.{NAMES[number % len(NAMES)].lower()}.example/copy/{number}", mutated


def with_script(pages: Iterator[tuple[str, bytes]], n_bytes: int, rng: random.Random) -> Iterator[tuple[str, bytes]]:
    """The same pages, each with `n_bytes` of inline script, as the pages of big sites have."""
    pool = rng.randbytes(n_bytes).hex().encode()
    for url, page in pages:
        start = rng.randrange(n_bytes)
        yield url, page.replace(b"</head>", b"<script>var state='" + pool[start : start + n_bytes] + b"'</script></head>", 1)


def record(url: str, page: bytes, number: int) -> bytes:
    """One WARC response record."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012x}>\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2024-12-31T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def write_warc(out: BinaryIO, pages: Iterator[tuple[str, bytes]], n_bytes: int, *, compressed: bool) -> tuple[int, int]:
    """Write records until their pages reach `n_bytes`; returns how many records and bytes."""
    written = number = 0
    while written < n_bytes:
        url, page = next(pages)
        data = record(url, page, number)
        out.write(gzip.compress(data, compresslevel=1, mtime=0) if compressed else data)
        written += len(page)
        number += 1
    return number, written


def size(text: str) -> int:
    """`3GB`, `500MB` or a plain number, in bytes."""
    found = re.fullmatch(r"(\d+)([KMG]?)B?", text.upper())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 3GB, 500MB or 1000000")
    return int(found[1]) * UNITS[found[2]]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the file to write; compressed, a gzip member a record, if it ends in .gz")
    parser.add_argument("--bytes", type=size, default=size("3GB"), help="3GB, 500MB, ... (default: 3GB)")
    parser.add_argument("--from", dest="folder", type=Path, help="a folder of HTML files (.gz too) to make copies of")
    parser.add_argument("--script", type=size, default=0, help="inline script in every page: large pages with as much text as before")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    pages = mutated_pages(args.folder, rng) if args.folder else invented_pages(rng)
    if args.script:
        pages = with_script(pages, args.script, rng)
    with args.out.open("wb") as out:
        n_records, n_bytes = write_warc(out, pages, args.bytes, compressed=args.out.suffix == ".gz")
    print(f"{n_records:,} records, {n_bytes:,} bytes of pages, {args.out.stat().st_size:,} bytes on disk: {args.out}")


if __name__ == "__main__":
    main()
