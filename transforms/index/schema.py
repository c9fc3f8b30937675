"""The tables of an index file, and how records become rows and come back."""

import json
from array import array
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from newsbeam.transforms.core.linking.duplicate_index import Known
from newsbeam.transforms.core.linking.story_index import Story
from newsbeam.transforms.records import ClaimSketch, FigureSketch

SketchT = TypeVar("SketchT", ClaimSketch, FigureSketch)

VERSION = 3
FIGURES = """
CREATE TABLE figure (
    story_id TEXT, seq INTEGER, number INTEGER, day INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (story_id, seq, number)) WITHOUT ROWID;
"""
TRAITS = """
ALTER TABLE story ADD COLUMN traits TEXT NOT NULL DEFAULT '';
"""
UPGRADES = {2: FIGURES, 3: TRAITS}
"""What each version added: an older file gets it when it is opened, and knows none of it of what it remembers."""
SCHEMA = f"""
BEGIN;
CREATE TABLE batch (seq INTEGER PRIMARY KEY, documents INTEGER NOT NULL, articles INTEGER NOT NULL);
INSERT INTO batch VALUES (0, 0, 0);
CREATE TABLE document (
    position INTEGER PRIMARY KEY, first INTEGER NOT NULL, article_id TEXT NOT NULL, content_id TEXT NOT NULL, revision INTEGER NOT NULL,
    source TEXT NOT NULL, day INTEGER NOT NULL, first_seen_at TEXT NOT NULL, cluster TEXT NOT NULL, text_day INTEGER NOT NULL,
    fingerprints BLOB NOT NULL, numbers TEXT NOT NULL);
CREATE INDEX document_article ON document (article_id);
CREATE INDEX document_content ON document (content_id);
CREATE TABLE holder (fingerprint INTEGER, day INTEGER, position INTEGER, PRIMARY KEY (fingerprint, day, position)) WITHOUT ROWID;
CREATE TABLE chrome (
    source TEXT, fingerprint INTEGER, day INTEGER, position INTEGER NOT NULL, PRIMARY KEY (source, fingerprint, day)) WITHOUT ROWID;
CREATE TABLE placed (position INTEGER PRIMARY KEY, article_id TEXT NOT NULL, story_id TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX placed_article ON placed (article_id);
CREATE TABLE listed (term TEXT, position INTEGER, PRIMARY KEY (term, position)) WITHOUT ROWID;
CREATE TABLE frequency (term TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE counted (seq INTEGER, term TEXT, count INTEGER NOT NULL, PRIMARY KEY (seq, term)) WITHOUT ROWID;
CREATE TABLE story (
    story_id TEXT, seq INTEGER, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, norm REAL NOT NULL, terms TEXT NOT NULL,
    weights BLOB NOT NULL, PRIMARY KEY (story_id, seq));
CREATE TABLE sketch (
    story_id TEXT, seq INTEGER, number INTEGER, day INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (story_id, seq, number)) WITHOUT ROWID;
{FIGURES}{TRAITS}PRAGMA user_version = {VERSION};
COMMIT;
"""
"""`batch` holds the sizes after each of the newest batches: rows at positions beyond them are of later batches.
`story` has a version for each batch that changed it, `counted` what a batch added to `frequency`: by these a batch can be undone."""


class Sizes(NamedTuple):
    """What was in the index after a batch."""

    seq: int
    documents: int
    articles: int


def known_to_row(known: Known) -> tuple[Any, ...]:
    """A row of `document`: the record's fields, in their order."""
    return (
        *known[:5],
        known.source or "",  # the column never took null
        known.day.toordinal(),
        known.first_seen_at.isoformat(),
        known.cluster,
        known.text_day,
        pack(known.fingerprints),
        " ".join(sorted(known.numbers)),
    )


def known_from_row(row: tuple[Any, ...]) -> Known:
    """The record of a row of `document`."""
    position, first, article_id, content_id, revision, source, day, first_seen_at, cluster, text_day, fingerprints, numbers = row
    return Known(
        position,
        first,
        article_id,
        content_id,
        revision,
        source or None,
        date.fromordinal(day),
        datetime.fromisoformat(first_seen_at),
        cluster,
        text_day,
        unpack(fingerprints),
        frozenset(numbers.split()),
    )


def story_to_row(story: Story, seq: int) -> tuple[Any, ...]:
    """A row of `story`. Terms and traits hold no white space; their order is kept."""
    weights = array("d", story.terms.values()).tobytes()
    return story.story_id, seq, story.first_at, story.last_at, story.norm, " ".join(story.terms), weights, " ".join(story.traits)


def story_from_row(row: tuple[Any, ...]) -> Story:
    """The record of a row of `story`."""
    story_id, _, first_at, last_at, norm, terms, packed, traits = row
    weights = array("d")
    weights.frombytes(packed)
    return Story(story_id, first_at, last_at, norm, dict(zip(terms.split(), weights, strict=True)), tuple(traits.split()))


def sketch_to_json(sketch: ClaimSketch | FigureSketch) -> str:
    """All fields of a sketch by name; days as ISO 8601."""
    values = {field.name: getattr(sketch, field.name) for field in fields(sketch)}
    return json.dumps({name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()})


def sketch_from_json(body: str, kind: type[SketchT]) -> SketchT:
    """The sketch again; fields that it no longer has are left out."""
    values: dict[str, Any] = json.loads(body)
    known = {field.name: _tuples(values[field.name]) for field in fields(kind) if field.name in values}
    return kind(**{**known, "day": date.fromisoformat(values["day"])})


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples that they were."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def pack(numbers: Iterable[int]) -> bytes:
    """63-bit numbers as bytes."""
    return array("q", numbers).tobytes()


def unpack(packed: bytes) -> tuple[int, ...]:
    """The numbers that were packed."""
    numbers = array("q")
    numbers.frombytes(packed)
    return tuple(numbers)
