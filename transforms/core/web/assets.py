"""Files that are text and no article: what else lies in a crawl, such as code, styles, rules for robots, logs, licences and subtitles.

They are told by their lines; a name only lends weight to what the lines say, so that a page's text is never refused for its name alone.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

MAX_LINES = 2_000
"""Of a file that are looked at."""
MAX_LINE_CHARS = 1_000
MIN_PROSE_CHARS = 60
"""A shorter line can be a sentence, but proves nothing."""
MAX_PROSE_SYMBOLS = 0.01
"""Share of `SYMBOLS` in what people write for people."""
CODE_SYMBOLS = 0.04
"""Share of them from which a text is code, whatever its name."""
CODE_LINES = 0.1
"""Share of lines that look like code, from which a file that is named like a program is one."""
HARDLY = 0.2
"""Share of a text's characters that stand in prose, up to which it is not written for people."""
MANY_SIGNS = 2
"""Signs of a file about files or programs, of which a page's text may have one by accident."""

CHARS_PER_SIGN = 400
"""The fewest signs that such a file has: one in so many characters."""
BEGINNING_CHARS = 1_000
"""In which a licence says what it is; a page says the like at its foot."""

SYMBOLS = "{}[];=<>\\_$&|^~"
"""Characters that code is full of and prose is free of."""

_CODE_SUFFIXES = (
    "asm bas bat c cc cfg cjs clj cmake cmd conf cpp cs css cxx dart env erl ex f90 ini go gradle groovy h hpp hs htaccess java jl js jsx"
    " kt less lock lua m map mjs mk ml pas pm po pot properties ps1 py pyi r rb rs rules sass scala scss sh sql svelte swift tcl tex toml"
    " ts tsx vb vue xsl yaml yml zig"
)
CODE_SUFFIXES = frozenset(_CODE_SUFFIXES.split())
"""Without those that addresses of pages end in, such as php and pl."""
TABLE_SUFFIXES = frozenset(("csv", "psv", "tab", "tsv"))
PROJECT_NAMES = frozenset(
    (
        "changelog",
        "code_of_conduct",
        "contributing",
        "copying",
        "humans",
        "licence",
        "license",
        "llms",
        "maintainers",
        "readme",
        "unlicense",
    )
)
"""Names that nobody gives to an article."""
LOUD_NAMES = frozenset(
    ("AUTHORS", "CHANGES", "COPYRIGHT", "CREDITS", "HISTORY", "INSTALL", "NEWS", "NOTICE", "SECURITY", "THANKS", "TODO", "VERSION")
)
"""Names that somebody might, but not in capitals."""
_DATA_NAMES = (
    "apple-app-site-association assetlinks.json composer.json datapackage.json manifest.json package-lock.json package.json sellers.json"
    " tsconfig.json"
)
DATA_NAMES = frozenset(_DATA_NAMES.split())
DATA_SUFFIXES = frozenset((".geojson", ".ipynb", ".map", ".topojson", ".webmanifest"))
_PAGES_LIST = re.compile(r'"format"\s*:\s*"json-pages-')
_WRAPPERS = re.compile(r"(?:\.(?:download|gz|zst|zstd|bz2))+$", re.IGNORECASE)
"""Suffixes that say nothing of what is inside; browsers save scripts as `app.js.download`."""
_TEXT_SUFFIXES = frozenset(("", ".txt", ".md", ".markdown", ".rst", ".adoc"))


class LineKind(NamedTuple):
    """Files that are told by what most of their lines are."""

    what: str
    line: re.Pattern[str]
    min_lines: int
    """That are of this kind."""
    min_share: float
    """Of all lines but comments."""


def _kind(what: str, line: str, min_lines: int, min_share: float) -> LineKind:
    return LineKind(what, re.compile(line, re.IGNORECASE), min_lines, min_share)


KINDS: tuple[LineKind, ...] = (
    _kind("rules for robots", r"(?:user-agent|disallow|allow|crawl-delay|sitemap|clean-param|noindex|content-signal) *:", 1, 0.8),
    _kind("a list of sellers of advertisements", r"[a-z0-9.-]+\.[a-z]{2,} *,[^,]{1,200},\s*(?:direct|reseller)\b", 1, 0.6),
    _kind("subtitles", r"(?:\d+:)?\d\d?:\d\d[,.]\d{1,3}(?: +--> +|,\d+:\d\d)|dialogue: *\d+,\d+:\d\d|\[\d\d:\d\d\.\d\d\]", 2, 0.15),
    _kind("a list of addresses", r"(?:[-*] *)?(?:https?://|www\.)\S+$", 3, 0.8),
    _kind("an address for security reports", r"(?:contact|expires|encryption|policy|canonical|preferred-languages|hiring) *: *\S", 2, 0.8),
    _kind("a table", r"(?:[^\t]*\t){3}", 3, 0.9),
    _kind("a list of files and checksums", r"[0-9a-f]{32,128}\s+\S", 2, 0.8),
    _kind("an index of captures", r"\S+\)/\S* \d{14} ", 1, 0.8),
    _kind("a list of packages", r"[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9, _-]+\])? *(?:[=<>~!]=|@ )", 2, 0.8),
    _kind("a directory listing", r"[-dlbcps][-rwxsStT]{9}[.+@]? +\d", 2, 0.6),
    _kind(
        "a crawler's log",
        r"--\d{4}-\d\d-\d\d|http request sent,|length: |saving to: |resolving |connecting to |reusing existing ",
        3,
        0.5,
    ),
    _kind(
        "a log",
        r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[t ])?\d\d:\d\d:\d\d\S*\s+(?:\S{1,80}\s+){0,4}?\W*"
        r"(?:debug|info|note|warn(?:ing)?|error|critical|fatal|panic|trace)\b"
        r"|\[?\d{4}[-/]\d\d[-/]\d\d[t ]\d\d:\d\d:\d\d\S*\s.{0,200}\w://"
        r"|\S+ \S+ \S+ \[\d\d/[a-z]{3}/\d{4}:"
        r"|[a-z]{3} [ \d]\d \d\d:\d\d:\d\d \S+ \S+:"
        r"|\[?(?:debug|info|warning|error|critical|trace)\]?\s*[:\[]",
        3,
        0.5,
    ),
)
_STARTS: tuple[tuple[str, str], ...] = (
    ("WEBVTT", "subtitles"),
    ("BEGIN:VCALENDAR", "a calendar"),
    ("BEGIN:VCARD", "a visiting card"),
    ("-----BEGIN ", "a key or certificate"),
    ("#!/", "a program"),
    ("HTTP/1.", "the header of a reply"),
    ("HTTP/2 ", "the header of a reply"),
    ("<?php", "a program"),
    ("/*", "a script or style sheet"),
    ("@charset", "a style sheet"),
)
_CODE_LINE = re.compile(
    r"(?:import|from|def|class|return|function|const|let|var|public|private|static|package|using|namespace|use|fn|func|export|module|require)"
    r"\b[^.!?]{0,200}[(){};:=\"'*/>\w]$|#include\b|#[\s!]|@\w+|//|/\*|(?:if|for|while|else|try|elif)\b.{0,200}[:{]$"
    r"|[\w.\"'-]+ *[=:] *\S+[,;]?$|\[[\w.\"-]+\]$"
)
_GRANT = re.compile(
    r"permission (?:is|to) .{0,60}(?:granted|copy|distribute)|without (?:any )?(?:warranty|warranties)|redistributions? (?:of|and use)"
    r"|provided [\"“]?as[- ](?:it )?is|merchantability|fitness for a particular purpose",
    re.IGNORECASE,
)
"""What licences say of themselves, and an article about one hardly says in so many words."""
_LEGAL = re.compile(
    _GRANT.pattern
    + r"|licensed under|licen[cs]e version|(?:public|mit|apache|creative commons) licen[cs]e"
    + r"|all rights reserved|copyright (?:\(c\)|©|\d{4})",
    re.IGNORECASE,
)
_ABOUT_FILES = re.compile(
    r"^#{1,6} |^(?:=|-|~){3,}$|```|^ {0,3}[-*] \[[ x]\]|https?://git|\bgithub\b|\b(?:pip|npm|apt|brew) install\b|^\$ |`[^`\n]{1,60}`|\]\(https?://|^v?\d+\.\d+\.\d+\b"
    r"|\b(?:install(?:ation|ing)?|usage|folders?|director(?:y|ies)|files?|scripts?|crawl(?:s|ed|er)?|packages?|library|manual|repository|dependencies|changelog|configuration"
    r"|command[- ]line|bug ?fix(?:es)?|pull requests?|documentation|deprecated|json|csv|html|python|licen[cs]e)\b",
    re.IGNORECASE | re.MULTILINE,
)


def asset_of(text: str, name: str = "") -> str | None:
    """What a file is that is no article, in words; None for what may be one.

    Args:
        text: the file's beginning.
        name: of the file, or the path of its address.
    """
    lines = [line[:MAX_LINE_CHARS] for raw in text.split("\n")[:MAX_LINES] if (line := raw.strip())]
    if not lines:
        return None
    by_start = next((what for mark, what in _STARTS if lines[0].startswith(mark)), None)
    return by_start or _by_lines(lines) or _by_symbols(lines, name) or _by_name(text, lines, name)


def data_of(text: str, name: str) -> str | None:
    """The same for JSON: what belongs to a site's or program's machinery, by its usual name, and lists that crawlers keep."""
    if _PAGES_LIST.search(text[:BEGINNING_CHARS]):
        return "a crawler's list of pages"
    path = PurePosixPath(_WRAPPERS.sub("", name.lower()))
    if path.suffix == ".log":
        return "a log"
    return "data of a site or program" if path.name in DATA_NAMES or path.suffix in DATA_SUFFIXES else None


def _by_lines(lines: list[str]) -> str | None:
    told = [line for line in lines if not line.startswith("#")]
    for kind in KINDS:
        n = sum(1 for line in told if kind.line.match(line))
        if n >= kind.min_lines and n >= kind.min_share * len(told):
            return kind.what
    return None


def _by_symbols(lines: list[str], name: str) -> str | None:
    """Code, told by its symbols; under the name of a program, fewer will do."""
    n_chars = sum(map(len, lines)) or 1
    symbols = sum(sum(map(line.count, SYMBOLS)) for line in lines) / n_chars
    prose = sum(len(line) for line in lines if is_prose(line)) / n_chars
    if symbols >= CODE_SYMBOLS and prose < HARDLY:
        return "code or data"
    if _suffix(name).removeprefix(".") not in CODE_SUFFIXES:
        return None
    n_code = sum(1 for line in lines if _CODE_LINE.match(line))
    return "code or settings" if symbols > MAX_PROSE_SYMBOLS or n_code >= max(MANY_SIGNS, CODE_LINES * len(lines)) else None


def is_prose(line: str) -> bool:
    """Whether a line is long enough to tell, and written for people."""
    return len(line) >= MIN_PROSE_CHARS and sum(map(line.count, SYMBOLS)) <= MAX_PROSE_SYMBOLS * len(line)


def _by_name(text: str, lines: list[str], name: str) -> str | None:
    if _suffix(name).removeprefix(".") in TABLE_SUFFIXES and any(mark in lines[0] for mark in ",;\t|"):
        return "a table"
    named = _has_project_name(name)
    if named and (_LEGAL.search(text[:BEGINNING_CHARS]) or _GRANT.search(text)):
        return "a licence"
    n_grants = _n_different(_GRANT, text)
    if n_grants > MANY_SIGNS and n_grants >= sum(map(is_prose, lines)) / 4:
        return "a licence"
    if not named:
        return None
    start = text[: BEGINNING_CHARS * 4]
    is_dense = len(_ABOUT_FILES.findall(start)) * CHARS_PER_SIGN >= len(start)
    return "a file about files or a program" if is_dense and _n_different(_ABOUT_FILES, start) >= MANY_SIGNS else None


def _n_different(pattern: re.Pattern[str], text: str) -> int:
    return len({found[0].lower() for found in pattern.finditer(text)})


def _has_project_name(name: str) -> bool:
    path = PurePosixPath(_WRAPPERS.sub("", PurePosixPath(name).name))
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return False
    first = re.split(r"[-_.]", path.stem)[0]  # LICENSE-MIT, README.fr
    return not {first.lower(), path.stem.lower()}.isdisjoint(PROJECT_NAMES) or path.stem in LOUD_NAMES


def _suffix(name: str) -> str:
    return PurePosixPath(_WRAPPERS.sub("", name.lower())).suffix
