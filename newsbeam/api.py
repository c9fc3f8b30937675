"""What a program gets from `import newsbeam` besides records, errors and Beam transforms: functions on bytes and texts.

Each is a step of the pipeline with what the pipeline would know filled in, and raises errors that say what they are about. They are
described in docs/python.md.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, get_args

from newsbeam.sinks.layout import Layout
from newsbeam.sinks.reader import Reader
from newsbeam.transforms.core.attribution import claims
from newsbeam.transforms.core.cleaning.clean import clean_page
from newsbeam.transforms.core.entities import find_entities as entities
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.ids import article_id, content_id, make_id
from newsbeam.transforms.core.syndication.feeds import parse_feed
from newsbeam.transforms.core.web.sniff import HEAD_BYTES, Format, sniff
from newsbeam.transforms.errors import ConfigError, NewsbeamError, Permanent, StoreError
from newsbeam.transforms.execution.sandbox import Limits, in_sandbox
from newsbeam.transforms.fetch_records import ParsedFeed
from newsbeam.transforms.records import Article, Claim, Hints, Mention, Origin, Page, PageForm

Out = TypeVar("Out")

UNNAMED = "unnamed"
"""The origin of bytes that came without address and name."""
BOM = b"\xef\xbb\xbf"
"""Says for a `str` that its bytes are UTF-8, whatever the page in it declares."""
FORMS: dict[Format, PageForm] = {"html": "html", "text": "dump", "empty": "dump"}
ARGUMENTS: dict[str, tuple[tuple[type, ...], str]] = {
    "body": ((bytes, bytearray, memoryview, str), "the page's or feed's bytes or text; of a file, those of path.read_bytes()"),
    "url": ((str,), "the address as a str, such as 'https://news.example/a'"),
    "name": ((str,), "a str to call the page by"),
    "number": ((int,), "the page's place among the others as an int"),
    "form": ((str,), "'html', 'dump' or 'clean'"),
    "content_type": ((str,), "the header as a str, such as 'text/html; charset=utf-8'"),
    "fetched_at": ((datetime,), "a datetime with a time zone; of a str, datetime.fromisoformat makes one"),
    "hints": ((Hints,), "newsbeam.Hints(...)"),
    "limits": ((Limits,), "newsbeam.Limits(...)"),
    "text": ((str, Article), "an Article or a str; of bytes, newsbeam.clean makes an Article"),
    "mentions": ((Iterable,), "what find_entities found in the same text"),
    "model": ((str,), "the name or folder of a spaCy pipeline as a str"),
    "store": ((str, os.PathLike), "the store's folder as a str or Path"),
}
"""Each argument's types, and what to give instead of anything else."""


def clean(
    body: bytes | bytearray | memoryview | str,
    url: str | None = None,
    *,
    form: PageForm | None = None,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    limits: Limits | None = None,
) -> Article:
    """The article in a page.

    Args:
        body: an HTML page, or a dump: the visible text of a page.
        url: the page's address; without it, what the page itself declares.
        form: `html`, `dump`, or `clean` for article text from which nothing is to be cut; None: told from the first bytes.
        content_type: the header that came with the bytes, for its charset.
        fetched_at: when the bytes were got: dates after it are not believed. None: now.
        limits: clean in a child process that may be killed, within these limits; None: in this process.

    Raises:
        InputError: it is no article or cannot be read; `reason` is a code of docs/reasons.md.
        ConfigError: an argument is of another type, `form` is none of these, or `fetched_at` has no time zone.
    """
    _check_given(url=url)
    with _about(url or UNNAMED, url):
        _check_given(limits=limits)
        page = make_page(body, url, form=form, content_type=content_type, fetched_at=fetched_at)
        return _run(limits, clean_page, page)


def make_page(
    body: bytes | bytearray | memoryview | str,
    url: str | None = None,
    *,
    name: str | None = None,
    number: int = 0,
    form: PageForm | None = None,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    hints: Hints = Hints(),
) -> Page:
    """A page for `Ingest` or `CleanPages`: the bytes with what is known of them.

    Args:
        name: what to call it in the column `origin`; None: its address.
        number: its place among the pages of a pipeline, which are compared with one another in this order.
        hints: what the source says about it, such as a feed's entry.
        body, url, form, content_type, fetched_at: as of `clean`.

    Raises:
        InputError: `unknown_format`, if the form is not given and the bytes are neither HTML nor text.
        ConfigError: as `clean`.
    """
    _check_given(name=name, url=url)
    called = name or url or UNNAMED
    with _about(called, url):
        _check(body=body, number=number, hints=hints)
        _check_given(form=form, content_type=content_type, fetched_at=fetched_at)
        data = _bytes(body)
        input_id = make_id("page", called, str(number), hashlib.blake2b(data).hexdigest())
        origin = Origin(input_id, (0, number), called, _moment(fetched_at), url=url)
        return Page(origin, form or _form(data), data, content_type, hints=hints)


def read_feed(
    body: bytes | bytearray | memoryview | str, url: str, *, content_type: str | None = None, limits: Limits | None = None
) -> ParsedFeed:
    """A feed with its entries: RSS, Atom, JSON Feed or a news sitemap, also if it is somewhat broken.

    Args:
        url: the feed's address; links in it may be relative to it.
        content_type, limits: as of `clean`.

    Raises:
        InputError: it is no feed or cannot be read.
        ConfigError: an argument is of another type.
    """
    _check(url=url)
    with _about(url, url):
        _check(body=body)
        _check_given(content_type=content_type, limits=limits)
        return _run(limits, parse_feed, _bytes(body), content_type, url)


def find_entities(text: str | Article, *, model: str = DEFAULT_MODEL, limits: Limits | None = None) -> tuple[Mention, ...]:
    """Who and what is named, in the order of the text.

    Args:
        text: an article, or a text in the model's language. Spans are offsets into it.
        model: a spaCy pipeline's name or folder.
        limits: as of `clean`.

    Raises:
        ConfigError: the model cannot be used, or an argument is of another type.
        InputError: with `limits`: `timeout` or `worker_died`.
    """
    article = _article(text)
    with _about(article.origin.name, article.url):
        _check(model=model)
        _check_given(limits=limits)
        return _run(limits, entities.find_entities, article, model)


def find_claims(
    text: str | Article, mentions: Sequence[Mention] | None = None, *, model: str = DEFAULT_MODEL, limits: Limits | None = None
) -> tuple[Claim, ...]:
    """Who says what, with which cue and numbers; an article's headline first.

    Args:
        text, model, limits: as of `find_entities`. Only English is read.
        mentions: what `find_entities` found in the same text; None: find it first.

    Raises:
        ConfigError, InputError: as `find_entities`.
    """
    article = _article(text)
    with _about(article.origin.name, article.url):
        _check(model=model)
        _check_given(mentions=mentions, limits=limits)
        found = find_entities(article, model=model, limits=limits) if mentions is None else _mentions(mentions)
        return _run(limits, claims.find_claims, article, found, model)


def open(store: str | Path) -> Reader:
    """A store for reading: what it last published, also while another process writes to it.

    Raises:
        StoreError: there is no store, it was moved, is damaged, or was written by a newer version.
        TemporaryError: another program has opened the published file for writing.
        ConfigError: `store` is no path.
    """
    _check(store=store)
    with _about(str(store), None):
        return Reader.open(_folder(store))


def _check(**arguments: object) -> None:
    """See that each argument is of its types.

    Raises:
        ConfigError: one is not.
    """
    for name, value in arguments.items():
        kinds, wanted = ARGUMENTS[name]
        if not isinstance(value, kinds):
            found = "None" if value is None else f"of type {type(value).__name__}"
            raise ConfigError(f"{name} is {found}: give {wanted}")
        if name == "form" and value not in get_args(PageForm):
            raise ConfigError(f"form={value!r} is no form of a page: give {wanted}, or None to have it told from the first bytes")


def _check_given(**arguments: object) -> None:
    """The same for arguments that may be None."""
    _check(**{name: value for name, value in arguments.items() if value is not None})


def _bytes(body: bytes | bytearray | memoryview | str) -> bytes:
    return BOM + body.encode("utf-8", "replace") if isinstance(body, str) else bytes(body)


def _mentions(given: Iterable[object]) -> tuple[Mention, ...]:
    """All of them, or a ConfigError that says what is among them."""
    found = tuple(given)
    mentions = tuple(mention for mention in found if isinstance(mention, Mention))
    if len(mentions) < len(found):
        stranger = next(value for value in found if not isinstance(value, Mention))
        raise ConfigError(f"mentions has an item of type {type(stranger).__name__}: give {ARGUMENTS['mentions'][1]}")
    return mentions


def _folder(store: str | Path) -> Path:
    """The folder of a store that is there.

    Raises:
        ConfigError: the name is empty, which would be the current folder, or has a null character.
        StoreError: there is no store; said here too, since the commands' sentence speaks of their options.
    """
    if str(store) == "" or "\0" in str(store):
        raise ConfigError(f"store={str(store)!r} is no folder's name: give the store's folder, '.' if it is the current one")
    layout = Layout.of(Path(store))
    if not layout.published.is_file():
        raise StoreError(f"there is no store at {layout.root}: give another folder, or fill one with `newsbeam run` or `newsbeam backfill`")
    return layout.root


def _run(limits: Limits | None, step: Callable[..., Out], *arguments: object) -> Out:
    return step(*arguments) if limits is None else in_sandbox(limits, step, *arguments)


@contextmanager
def _about(origin: str, url: str | None) -> Iterator[None]:
    """Errors say what they are about."""
    try:
        yield
    except NewsbeamError as error:
        error.origin, error.url = origin, url
        raise


def _moment(fetched_at: datetime | None) -> datetime:
    if fetched_at is None:
        return datetime.now(UTC)
    if fetched_at.tzinfo is None:
        raise ConfigError(f"fetched_at={fetched_at!r} has no time zone: add one, such as datetime.UTC")
    return fetched_at.astimezone(UTC)


def _form(data: bytes) -> PageForm:
    """Told from the first bytes.

    Raises:
        Permanent: `unknown_format`.
    """
    found = sniff(data[:HEAD_BYTES])
    if found not in FORMS:
        what = "the bytes are neither HTML nor text" if found == "unknown" else f"the bytes are {found}, neither HTML nor text"
        hint = "use read_feed" if found == "feed" else "if they are a page all the same, say so by form='html' or form='dump'"
        raise Permanent("unknown_format", f"{what}: {hint}")
    return FORMS[found]


def _article(text: str | Article) -> Article:
    """The text itself as an article of which nothing else is known; ConfigError if it is neither."""
    _check(text=text)
    if isinstance(text, Article):
        return text
    now = datetime.now(UTC)
    made = article_id(None, UNNAMED, None, None, text)
    return Article(
        article_id=made,
        content_id=content_id(None, text),
        origin=Origin(made, (0, 0), UNNAMED, now),
        url=None,
        url_key=None,
        source=UNNAMED,
        title=None,
        authors=(),
        published_at=None,
        published_from=None,
        day=now.date(),
        lang=None,
        section=None,
        text=text,
        access="free",
        extractor="none",
    )
