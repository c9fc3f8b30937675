"""Records of tables and JSON files: which key of which program is which field. What a program calls a thing is data, and stands here alone.

Names are compared without regard to case, and `datePublished`, `date-published` and `date published` are `date_published`. Of a field's
names the first that has a value counts, on the record itself before anything that is nested in it.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from newsbeam.transforms.core.pages.dates import Moment, parse_machine
from newsbeam.transforms.core.text.language import code_of
from newsbeam.transforms.core.web.sniff import HEAD_BYTES, sniff

Record = Mapping[str, Any]

FIELDS: dict[str, tuple[str, ...]] = {
    "id": (
        "id",  # ours, trafilatura, datatrove, NewsAPI's sources
        "external_id",
        "_id",  # MongoDB, Elasticsearch
        "guid",
        "stories_id",  # Media Cloud
        "doc_id",  # RedPajama
        "uuid",
        "uri",  # Event Registry
    ),
    "url": (
        "url",  # ours, news-please, newspaper, RealNews, CC-News, Scrapy, Media Cloud
        "link",  # feeds, WordPress
        "web_url",  # The Guardian, The New York Times
        "canonical_url",
        "canonical_link",
        "article_url",
        "page_url",
        "original_url",
        "final_url",
        "permalink",
        "html.responded_url",  # fundus
        "html.requested_url",
        "requested_url",
        "warc_target_uri",  # WARC's own
        "warc_headers.warc_target_uri",  # OSCAR
        "main_entity_of_page",  # schema.org
        "source",  # trafilatura, clippings: where it is an address
        "guid",
        "uri",
        "source_url",  # newspaper: the outlet's front page, where nothing else is there
    ),
    "title": (
        "title",
        "headline",
        "heading",
        "article_title",
        "web_title",
        "maintitle",
        "titel",
        "titre",
        "titulo",
        "titolo",
    ),  # Scrapy, The Guardian; tables of people
    "published": (
        "published",  # ours, Obsidian's clippings
        "published_at",  # NewsAPI
        "date_publish",  # news-please
        "publish_date",  # newspaper, RealNews, Media Cloud
        "date_published",  # schema.org, JSON Feed
        "publishing_date",  # fundus
        "publication_date",  # Media Cloud
        "published_date",
        "date_time_pub",  # Event Registry
        "pub_date",  # feeds, The New York Times
        "pubdate",
        "web_publication_date",  # The Guardian
        "first_publication_date",
        "date_gmt",  # WordPress
        "date",  # trafilatura, CC-News, datatrove, Scrapy
        "datetime",
        "datum",
        "fecha",
    ),
    "fetched": (
        "fetched",  # ours
        "fetched_at",
        "date_download",  # news-please, CCNet
        "warc_date",  # RealNews, WARC's own
        "warc_headers.warc_date",
        "html.crawl_date",  # fundus
        "crawl_date",
        "crawled_at",
        "scraped_at",
        "retrieved_at",
        "filedate",  # trafilatura
        "indexed_date",  # Media Cloud
        "timestamp",  # C4
    ),
    "authors": ("authors", "author", "byline", "by", "writers", "creator", "dc_creator", "autor", "auteur", "autore"),
    "lang": (
        "lang",
        "language",
        "meta_lang",  # newspaper
        "in_language",  # schema.org
        "language_code",
        "warc_headers.warc_identified_content_language",
    ),
    "section": ("section", "section_name", "article_section", "rubric", "category", "channel"),
    "outlet": (
        "outlet",
        "publisher",  # schema.org
        "sitename",  # trafilatura
        "site_name",
        "media_name",  # Media Cloud
        "newspaper",
        "publication",
        "source_name",
        "source",  # NewsAPI, Event Registry, The New York Times: where it is no address
        "source_domain",  # news-please
        "domain",  # CC-News, RealNews
        "source_hostname",
        "hostname",  # trafilatura
        "media_url",
    ),
    "tags": ("tags", "keywords", "topics", "categories"),  # fundus has topics
    "html": ("html", "html.content", "raw_html", "html_content", "content_html", "page_html", "body_html"),
    "text": (
        "text",  # ours, trafilatura, newspaper, RealNews, CC-News, datatrove, C4
        "maintext",  # news-please
        "plaintext",  # fundus
        "plain_text",
        "article_body",  # schema.org
        "body_text",  # The Guardian
        "full_text",
        "fulltext",
        "article_text",
        "text_content",
        "content_text",  # JSON Feed
        "body",  # Scrapy, Event Registry
        "content",  # WordPress, NewsAPI, OSCAR
        "raw_content",  # CCNet, RedPajama
        "raw_text",
        "story_text",
        "article",  # CNN and Daily Mail
        "volltext",  # tables of people, in their languages
        "artikeltext",
        "texte",
        "texto",
        "testo",
        "tekst",
    ),
}
"""A record's fields and what programs call them, the most certain name first."""

OTHERS = frozenset({"clean"})
"""Known, and no field by itself."""

INSIDE = ("_source", "metadata", "meta", "fields", "attributes")
"""Objects whose keys count as the record's own, after those: Elasticsearch, datatrove, LangChain, The Guardian, JSON:API."""

LISTS = ("hits.hits", "articles.results", "response.results", "response.docs", "articles", "results", "items", "docs", "data", "@graph")
"""Where a file that is one object has its records: Elasticsearch, Event Registry, The Guardian, Solr and The New York Times, NewsAPI,
JSON Feed, schema.org."""

VALUES = (
    "$date", "$oid", "$numberLong",  # MongoDB
    "rendered",  # WordPress
    "main", "original",  # The New York Times
    "name", "title", "uri", "@id", "@value", "#text",  # schema.org, Event Registry, XML made JSON
)  # fmt: skip
"""What an object says where a plain value was expected."""

PARTS = ("rendered", "headline", "summary", "text", "paragraphs", "sections")
"""Where an object that is a body has its text, in the order of reading: WordPress, and fundus with its summary and sections."""
MAX_DEPTH = 5
"""Of parts within parts."""

MONTH_FIRST = frozenset({"publish_date", "warc_date", "status"})
"""Keys of RealNews, which alone writes 11-05-2018 for the fifth of November."""

NOTHING = frozenset({"", "nan", "NaN", "NaT", "<NA>", "null", "NULL", "None", "[]"})
"""How data frames, databases and languages write that a value is not known, once it has become text."""

MAX_KEYS = 1_000
"""Keys of one record that are looked at."""
MAX_TAGS = 50
SHOWN_KEYS = 10
MAX_LITERAL = 4_000
"""Characters of a list that was written as text."""

_ADDRESS = re.compile(r"https?://[^\s/]+\.?\S*$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\s-]+")
_MONTH_FIRST = re.compile(r"(\d\d)-(\d\d)-(\d{4})$")


_TAG = re.compile(r"<[^<>]*>")
MAX_STUB = 2_000
"""Characters of a page that may hold no text at all."""


class Read(NamedTuple):
    """What a record says."""

    id: str | None
    url: str | None
    title: str | None
    published: datetime | None
    fetched: datetime | None
    authors: tuple[str, ...]
    lang: str | None
    section: str | None
    outlet: str | None
    tags: tuple[str, ...]
    html: str | None
    """None: there is no such key; empty: there is, and nothing in it."""
    text: str | None
    clean: bool
    unused: tuple[str, ...]
    """Keys that have a value and are no field of ours, as the record spells them."""


def read_keys(record: Record, names: Mapping[str, str] = {}) -> Read:
    """The fields of a record.

    Args:
        names: by field, the key that it has in these records, as the user says: before all others. A point leads into nested objects.
    """
    found = _Found(record, names)
    html, text = found.body("html"), found.body("text")
    if text and not html and found.used_for["text"] != "text" and sniff(text[:HEAD_BYTES].encode("utf-8", "replace")) == "html":
        html, text = text, None
    if html and text and len(html) <= MAX_STUB and not _TAG.sub(" ", html).strip():
        html = None  # a fetch that failed, beside the text that another had
    url, outlet = found.address(), found.outlet()
    return Read(
        id=found.text("id"),
        url=url,
        title=found.text("title"),
        published=found.time("published"),
        fetched=found.time("fetched"),
        authors=found.texts("authors"),
        lang=code_of(found.text("lang")),
        section=found.text("section"),
        outlet=outlet,
        tags=found.tags(),
        html=html,
        text=text,
        clean=record.get("clean") in (True, "true", "True", "TRUE"),
        unused=found.unused(),
    )


def records_in(value: object) -> list[object] | None:
    """The records of a file that is one object with a list of them; None: it is a record itself, or nothing that is known."""
    if not isinstance(value, dict):
        return None
    for path in LISTS:
        inner = _follow(value, path)
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            own = {plain(key) for key in value}
            return None if own & {*FIELDS["html"], *FIELDS["text"]} else inner
    return None


def plain(name: str) -> str:
    """A key as it is compared: `datePublished`, `Date-Published` and `date published` are `date_published`."""
    return _GAP.sub("_", _CAMEL.sub("_", name[:200]).strip()).casefold()


class _Found:
    """The keys of one record by plain name, and which of them were used."""

    def __init__(self, record: Record, names: Mapping[str, str]) -> None:
        self._record, self._names = record, names
        self._values: dict[str, tuple[str, object]] = {}
        """Plain name or path -> key as it is spelt, value. Nested ones come later and do not replace."""
        self._used = set[str]()
        self.used_for: dict[str, str] = {}
        for key, value in _flat(record):
            self._values.setdefault(key, value)

    def _given(self, field: str) -> Iterator[tuple[str, object]]:
        """All that may be the field, in order, with its plain name."""
        if field in self._names:
            wanted = self._names[field]
            value = self._record[wanted] if wanted in self._record else _follow(self._record, wanted)
            self._used.update((wanted, wanted.partition(".")[0]))
            yield wanted, value
        for name in FIELDS[field]:
            if name in self._values:
                key, value = self._values[name]
                yield name, value
                self._used.add(key)

    def text(self, field: str) -> str | None:
        return next((text for _, value in self._given(field) if (text := text_of(value))), None)

    def texts(self, field: str) -> tuple[str, ...]:
        return next((texts for _, value in self._given(field) if (texts := texts_of(value))), ())

    def tags(self) -> tuple[str, ...]:
        found = self.texts("tags")
        parts = re.split(r"[;,|]", found[0]) if len(found) == 1 else found
        return tuple(dict.fromkeys(tag for part in parts if (tag := part.strip().removeprefix("#"))))[:MAX_TAGS]

    def address(self) -> str | None:
        """What is called an address, else whatever is one."""
        own = ("url", self._names.get("url"))
        for name, value in self._given("url"):
            text = text_of(value)
            if text and ((name in own and isinstance(value, str) and text[0] not in "/.#") or _ADDRESS.match(text)):
                return text
        return None

    def outlet(self) -> str | None:
        """A name or a domain."""
        for _, value in self._given("outlet"):
            text = text_of(value)
            if text and not _ADDRESS.match(text):
                return text
        return None

    def time(self, field: str) -> datetime | None:
        month_first = {name for name in self._values if "." not in name} >= MONTH_FIRST
        return next((time for _, value in self._given(field) if (time := time_of(value, month_first=month_first))), None)

    def body(self, field: str) -> str | None:
        """A page or text: the first that is one; empty if all there are say nothing."""
        empty = None
        for name, value in self._given(field):
            text = "\n\n".join(parts) if isinstance(value, dict | list) and (parts := list(_paragraphs(value))) else value
            if isinstance(text, bytes):
                text = text.decode("utf-8", "replace")
            if isinstance(text, str):
                if text.strip() and text.strip() not in NOTHING:
                    self.used_for[field] = name
                    return text
                empty = ""
            elif value is None or value != value:  # NaN
                empty = ""
        return empty

    def unused(self) -> tuple[str, ...]:
        known = {name.partition(".")[0] for names in FIELDS.values() for name in names} | OTHERS | set(INSIDE)
        return tuple(
            key
            for key, value in list(self._record.items())[:MAX_KEYS]
            if plain(key) not in known and key not in self._used and (text_of(value) or texts_of(value) or isinstance(value, dict))
        )


def _flat(record: Record) -> Iterator[tuple[str, tuple[str, object]]]:
    """Keys by plain name: the record's own, then those of objects inside it by path, then those whose object counts as the record."""
    inside: list[tuple[str, Record]] = []
    for key, value in list(record.items())[:MAX_KEYS]:
        yield plain(key), (key, value)
        if isinstance(value, dict):
            inside.append((key, value))
    for key, value in inside:
        for name, inner in list(value.items())[:MAX_KEYS]:
            yield f"{plain(key)}.{plain(name)}", (key, inner)
    for key, value in sorted(inside, key=_rank):
        if plain(key) in INSIDE:
            for name, inner in list(value.items())[:MAX_KEYS]:
                yield plain(name), (key, inner)


def _paragraphs(body: object, depth: int = 0) -> Iterator[str]:
    """The texts of a body that is in parts."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, list) and depth < MAX_DEPTH:
        for part in body:
            yield from _paragraphs(part, depth + 1)
    elif isinstance(body, dict) and depth < MAX_DEPTH:
        for name in PARTS:
            yield from _paragraphs(body.get(name), depth + 1)


def _rank(inside: tuple[str, Record]) -> int:
    name = plain(inside[0])
    return INSIDE.index(name) if name in INSIDE else len(INSIDE)


def _follow(value: object, path: str) -> object:
    """`hits.hits` into nested objects."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def tell_unused(unused: Counter[str]) -> str:
    """Which keys were passed over, the most frequent first, with the number of records that have them."""
    shown = ", ".join(f"{printable(key)[:60]!r} ({n:,})" for key, n in unused.most_common(SHOWN_KEYS))
    return shown + (f" and {len(unused) - SHOWN_KEYS:,} more" if len(unused) > SHOWN_KEYS else "")


def printable(text: str) -> str:
    """Without lone surrogates, which file names and JSON can carry and no database takes."""
    return text.encode("utf-8", "replace").decode()


def text_of(value: object, depth: int = 0) -> str | None:
    """A string, number or what an object says, as text; an empty one is not known, nor is what programs write for nothing."""
    if isinstance(value, dict) and depth < 3:
        return next((text for name in VALUES if (text := text_of(value.get(name), depth + 1))), None)
    if isinstance(value, list) and len(value) == 1 and depth < 3:
        return text_of(value[0], depth + 1)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):  # and times: columns of Parquet
        value = value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = printable(str(value)).strip()
    return None if text in NOTHING else text


def texts_of(value: object) -> tuple[str, ...]:
    """A list of texts; also one that a data frame wrote as text, and a single one."""
    if isinstance(value, str) and value[:1] == "[" and len(value) <= MAX_LITERAL:
        try:
            value = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return tuple(filter(None, [text_of(value)]))
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(text for item in items[:MAX_KEYS] if (text := text_of(item)))


def time_of(value: object, *, month_first: bool = False) -> datetime | None:
    """A time as a string, a number or a `datetime` as text; what no calendar has is not known."""
    text = text_of(value)
    if month_first and text and (match := _MONTH_FIRST.match(text)):
        text = f"{match[3]}-{match[1]}-{match[2]}"
    try:
        moment: Moment | None = parse_machine(text)
    except (ValueError, OverflowError):
        return None
    return moment.at if moment and moment.has_day else None
