"""Invented documents, and batches of them on disk."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from newsbeam.sinks.batch import Manifest, write_manifest, write_parts
from newsbeam.sinks.columns import Row
from newsbeam.sinks.dimensions import InputRow
from newsbeam.sinks.late_batches import LateRow, late_row
from newsbeam.sinks.store import Store
from newsbeam.sinks.tables import rows_of, rows_of_failure, rows_of_poll
from newsbeam.transforms.core.ids import content_id, make_id
from newsbeam.transforms.core.linking.duplicates import mark_duplicates
from newsbeam.transforms.fetch_records import FeedPoll
from newsbeam.transforms.records import (
    Article,
    Claim,
    ClaimLink,
    Document,
    Failure,
    Figure,
    FigureLink,
    Id,
    Mark,
    Mention,
    Origin,
    Quantity,
    RemovedBlock,
    Signature,
    Span,
    Statement,
    StoryLink,
)
from tests.support.memory_index import MemoryIndex

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = "The mayor of Port Ellery said on Monday that about 40 boats were lost.\nHarbour officials denied it."
FEED = "https://harbour.example/rss"


class Clock:
    """A clock that moves when told."""

    def __init__(self, time: datetime = NOON) -> None:
        self.time = time

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **delta: float) -> None:
        self.time += timedelta(**delta)


def document(
    number: int,
    *,
    text: str = TEXT,
    version: int = 1,
    revision: int | None = None,
    day: date | None = None,
    status: str | None = None,
    copy_of: int | None = None,
    fetched_at: datetime = NOON,
) -> Document:
    """The `version`th fetch of the `number`th article, with one of everything that can be found in it."""
    article = _article(number, text, version, day or date(2026, 3, 1), fetched_at)
    revision = version if revision is None else revision
    mark = Mark(
        input_id=article.origin.input_id,
        status=status or ("new" if revision == 1 else "revised"),  # type: ignore[arg-type]
        revision=revision,
        day=article.day,
        first_seen_at=fetched_at,
        cluster=article_id(number if copy_of is None else copy_of),
        duplicate_of=None if copy_of is None else article_id(copy_of),
        duplicate_kind=None if copy_of is None else "near_copy",
        similarity=None if copy_of is None else 0.9,
    )
    return Document(
        article=article,
        signature=Signature(
            article.origin.input_id, (0, number), article.article_id, article.content_id, article.url_key, article.source, article.day,
            fetched_at, (), (),
        ),
        mark=mark,
        mentions=(_mention("mayor of Port Ellery", 4, 24), _mention("Port Ellery", 13, 24)),
        claims=(_claim(number, version),),
        story=StoryLink(article.origin.input_id, make_id("story", "boats"), 0.8),
        links=_links(number, version) if number else (),
        figures=(_figure(number, version),),
        statements=(Statement(statement_id(number, version), "body", Span(0, 20), number > 0, ("day: friday",)),),
        figure_links=(FigureLink(figure_id(number, version), figure_id(0, 1), "differs", "40 against 30 boats", 0.7),) if number else (),
    )  # fmt: skip


def _links(number: int, version: int) -> tuple[ClaimLink, ...]:
    return (
        ClaimLink(claim_id(number, version), claim_id(0, 1), "contradicts", "opposite: boats", 0.7),
        ClaimLink(claim_id(number, version), statement_id(0, 1), "denies", "opposite: a Friday", 0.6, of_claims=False),
    )


def statement_id(number: int, version: int) -> Id:
    return make_id("statement", str(number), str(version))


def article_id(number: int) -> Id:
    return make_id("article", str(number))


def figure_id(number: int, version: int) -> Id:
    return make_id("figure", str(number), str(version))


def _figure(number: int, version: int) -> Figure:
    return Figure(
        figure_id(number, version), claim_id(number, version), "body", Span(30, 38), Span(0, 60), "40 boats", 40.0, 40.0, True, "count",
        None, "boat", None, (), (), None, None,
    )  # fmt: skip


def claim_id(number: int, version: int) -> Id:
    return make_id("claim", str(number), str(version))


def _article(number: int, text: str, version: int, day: date, fetched_at: datetime) -> Article:
    url = f"https://harbour.example/{number}"
    return Article(
        article_id=article_id(number),
        content_id=content_id(f"Boats {number}", text),
        origin=Origin(make_id("input", str(number), str(version)), (0, number), FEED, fetched_at, url, FEED, f"guid-{number}"),
        url=url,
        url_key=f"harbour.example/{number}",
        source=f"outlet-{number % 3}.example",
        title=f"Boats {number}",
        authors=("Ada Quill", "Ben Reed"),
        published_at=datetime(day.year, day.month, day.day, 8, tzinfo=UTC),
        published_from="meta",
        day=day,
        lang="en",
        section="Harbour",
        text=text,
        access="free",
        extractor="test 1",
        removed=(RemovedBlock(0, "Support Us", "appeal"), RemovedBlock(7, "Read also: more", "related", "12 pages")),
        status=200,
        n_bytes=4321,
        ms=17,
    )


def _mention(surface: str, start: int, end: int) -> Mention:
    return Mention(make_id("entity", "mayor"), "mayor of Port Ellery", "PER", Span(start, end), surface, "name")


def _claim(number: int, version: int) -> Claim:
    return Claim(
        claim_id=claim_id(number, version),
        zone="body",
        source_span=Span(0, 24),
        source_text=TEXT[:24],
        speaker_entity_id=make_id("entity", "mayor"),
        speaker_name="mayor of Port Ellery",
        speaker_role="mayor",
        speaker_kind="person",
        resolved_by="name",
        cue=Span(25, 29),
        cue_text="said",
        cue_lemma="say",
        cue_class="say",
        content=(Span(45, 70), Span(71, 98)),
        content_text=TEXT[45:70],
        quote_type="indirect",
        polarity="affirm",
        negated=False,
        hedges=("about",),
        said_at=NOON,
        event_from=None,
        event_to=None,
        confidence=0.75,
        extractor="test 1",
        quantities=(Quantity(Span(45, 53), "about 40", 40.0, 40.0, True, "boats", "boats", "missing"),),
    )


def failure(number: int, outcome: str = "dead", fetched_at: datetime = NOON) -> Failure:
    origin = Origin(make_id("input", "failed", str(number)), (0, number), FEED, fetched_at, f"https://harbour.example/bad/{number}", FEED)
    return Failure(origin, "clean", "no_content", "nothing but menus", outcome, False, b"<html>\xff", status=200)  # type: ignore[arg-type]


def poll(number: int, outcome: str = "polled") -> FeedPoll:
    origin = Origin(make_id("input", "poll", str(number)), (0, number), FEED, NOON, FEED, FEED, kind="feed")
    return FeedPoll(origin, FEED, 200, outcome, n_bytes=999, ms=5)  # type: ignore[arg-type]


def rows(*results: Document | Failure | FeedPoll) -> Iterator[Row]:
    for result in results:
        if isinstance(result, Document):
            yield from rows_of(result)
        elif isinstance(result, Failure):
            yield from rows_of_failure(result)
        else:
            yield from rows_of_poll(result)


def write_batch(
    folder: Path, batch_id: str, results: Iterable[Document | Failure | FeedPoll], as_of: int = 0, inputs: tuple[InputRow, ...] = ()
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    parts = write_parts(folder, rows(*results), "p0")
    write_manifest(folder, Manifest(batch_id, "run-1", as_of, parts, inputs))
    return folder


def commit(store: Store, tmp_path: Path, batch_id: str, *results: Document | Failure | FeedPoll, late: Iterable[LateRow] = ()) -> None:
    """Commit a batch: one decided just now or, with `late`, one decided before all others."""
    as_of = 0 if late else store.sequence
    store.commit(write_batch(tmp_path / "batches" / batch_id, batch_id, results, as_of), late=list(late))


def late_rows(earlier: Iterable[Document], documents: Iterable[Document]) -> list[LateRow]:
    """What becomes of the versions of a batch that was decided in ignorance of earlier documents."""
    index, late = MemoryIndex(), list(documents)
    index.apply([(one.signature, one.mark) for one in earlier if one.mark])
    signatures = [one.signature for one in late]
    marks = mark_duplicates(signatures, index.duplicates_for(signatures))
    return [late_row(one.article.article_id, one.mark, mark) for one, mark in zip(late, marks, strict=True) if one.mark]


def many(first: int, last: int, days: int = 1, **changes: Any) -> list[Document]:
    """Documents of several days in turn."""
    start = date(2026, 3, 1)
    return [replace(document(number, day=start - timedelta(days=number % days)), **changes) for number in range(first, last)]
