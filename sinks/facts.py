"""The facts: rows that are appended and never changed, as records. The one place where their columns are named, typed and explained.
A `Literal` is a closed vocabulary: its values stand in the documentation by themselves.

The DuckDB and Arrow types, the documentation and the comments inside the database are derived from these classes
(`newsbeam.sinks.columns`).
Times are aware UTC in Python and UTC `TIMESTAMP` in the database. Spans are offsets into `article_revisions.text`. None: not known.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from newsbeam.transforms.records import (
    Access,
    CopyKind,
    CueClass,
    Dimension,
    EntityLabel,
    FigureRelation,
    Id,
    InputKind,
    Modality,
    Outcome,
    Polarity,
    PollOutcome,
    Precision,
    PublishedFrom,
    QuoteType,
    Relation,
    RemovalReason,
    ResolvedBy,
    Span,
    SpeakerKind,
    Stage,
    SubjectClass,
    TextFrom,
    TieReason,
    Zone,
)

FetchOutcome = Literal[Outcome, PollOutcome]


@dataclass(frozen=True, slots=True)
class ArticleRevision:
    """One version of one article, cleaned. The view `articles` shows the latest of each."""

    article_id: Id
    """The article: a hash of its address, or of its source, title and date, or of its text."""
    revision: int
    """1 for the first version seen, then 2, 3, ..."""
    day: date
    """Publication day in UTC (day of fetching if unknown), fixed when the article was first seen. Filter on it: files are kept by day."""
    content_id: Id
    """Hash of title and text without regard to case, white space, and what was learned of the outlet's recurring blocks."""
    source: str | None
    """The outlet: its registrable domain, or a name if there is no address; empty if neither is known."""
    url: str | None
    """Where the article is."""
    url_key: str | None
    """The address without what does not tell pages apart (tracking, AMP, syntax)."""
    title: str | None
    """The headline, without the outlet's name."""
    authors: tuple[str, ...]
    """The people who wrote it."""
    published_at: datetime | None
    """When it was published."""
    published_from: PublishedFrom | None
    """Where that time was found."""
    lang: str | None
    """Language code of the text, such as `en`."""
    section: str | None
    """The outlet's section."""
    text: str
    """The article's text: paragraphs joined by one newline."""
    n_chars: int
    """Length of `text`."""
    n_removed_chars: int
    """Length of all that cleaning cut; `removed_blocks` has it word by word."""
    access: Access
    """Whether the outlet shows the whole text to everybody."""
    origin: str
    """Where the document came from: the feed's URL, or archive file and record (`dump.warc.gz#17`)."""
    feed_url: str | None
    """The feed that named it."""
    external_id: str | None
    """The id that the input record itself carried: a JSONL `id`, a feed entry's guid."""
    first_seen_at: datetime
    """When the article's first version was fetched."""
    fetched_at: datetime
    """When this version was fetched."""
    extractor: str
    """Which code, with its version, made the text."""
    input_id: Id
    """The input that brought this version: joins `fetches`."""
    kind: Literal["first", "revised", "recleaned"] | None
    """Why there is this version: `first`, `revised` (the outlet changed it), `recleaned` (cleaned with better knowledge)."""
    modified_at: datetime | None
    """When the page says that it was last changed."""
    outlet: str | None
    """What the outlet calls itself."""
    image_url: str | None
    """The lead image."""
    captions: tuple[str, ...] | None
    """Captions and credits of pictures, which `text` leaves out."""
    knowledge: int | None
    """The version of what was known of the outlet's recurring blocks when it was cleaned (`outlet_blocks`); 0: nothing."""
    tags: tuple[str, ...] | None
    """Keywords that the feed or the archive's record gives it, and those that the user gave the whole archive."""
    text_from: TextFrom | None
    """Whose text it is: the `page`'s; that of the `feed`'s entry, where the page could not be had or shows less; the archive `record`'s."""
    media_url: str | None
    """The recording, sound or film, that the feed's entry names."""
    agency: str | None
    """The news agency that the article credits, in its byline, dateline or sign-off: `Reuters`."""
    published_precision: Precision | None
    """How exactly `published_at` is known; of `minute` the zone is not, of `day` not the time, of `month` not the day."""


@dataclass(frozen=True, slots=True)
class RemovedBlockRow:
    """A piece of a page that cleaning cut, and why."""

    article_id: Id
    """The article."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    source: str | None
    """The outlet."""
    line_no: int
    """Position among all blocks of the page, kept and cut, from 0."""
    text: str
    """What was cut."""
    reason: RemovalReason
    """Why (docs/clean.md)."""
    evidence: str | None
    """For blocks cut because they recur: on how many of the outlet's pages and stories."""


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One naming of an entity in an article's text."""

    article_id: Id
    """The article."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    mention_no: int
    """Position among the article's mentions, from 0."""
    entity_id: Id
    """Who or what is named: joins `entities`."""
    name: str
    """The entity's name as this article spells it most fully."""
    surface: str
    """The words in the text: `text[start_char:end_char]`."""
    label: EntityLabel
    """What kind of thing it is."""
    reason: TieReason
    """How the words were tied to the entity (docs/entities.md)."""
    start_char: int
    """Offset of the first character, from 0."""
    end_char: int
    """Offset after the last character."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """Who said what, with which cue."""

    claim_id: Id
    """The claim."""
    article_id: Id
    """The article that reports it."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    zone: Zone
    """The part of the article in which it stands."""
    source_start: int | None
    """Span of the words that name the speaker."""
    source_end: int | None
    """End of that span."""
    source_text: str | None
    """Those words."""
    speaker_entity_id: Id | None
    """The speaker, if tied to an entity."""
    speaker_name: str | None
    """The speaker's full name."""
    speaker_role: str | None
    """The speaker's role as the article gives it."""
    speaker_kind: SpeakerKind | None
    """What the speaker is."""
    resolved_by: ResolvedBy | None
    """How the speaker was tied to the entity (docs/claims.md); `text`: not tied."""
    cue_start: int | None
    """Span of the cue, such as a verb of saying."""
    cue_end: int | None
    """End of that span."""
    cue_text: str | None
    """The cue."""
    cue_lemma: str | None
    """The cue's dictionary form."""
    cue_class: CueClass
    """What the cue does with the content."""
    content_spans: tuple[Span, ...]
    """The pieces of text that hold what was said."""
    content_text: str
    """What was said."""
    quote_type: QuoteType
    """Whether the content is quoted: wholly, not at all, in part."""
    polarity: Polarity
    """`affirm` or `deny`: whether the speaker stands for the content or against it."""
    negated: bool
    """True if the content itself is a negative statement."""
    hedges: tuple[str, ...]
    """Words that weaken it, such as `reportedly`."""
    said_at: datetime | None
    """When it was said."""
    event_from: datetime | None
    """Start of the time that it is about."""
    event_to: datetime | None
    """End of that time."""
    confidence: float
    """0 to 1."""
    extractor: str
    """Which code, with its version, found it."""
    quoted_share: float | None
    """Share of the content that stands in quotation marks, 0 to 1."""
    modality: Modality | None
    """How the content is put; empty: as a fact."""
    within_claim_id: Id | None
    """The claim of the same version in whose content this one is told: A said that B had promised it."""


@dataclass(frozen=True, slots=True)
class ClaimQuantityRow:
    """A number in a claim."""

    claim_id: Id
    """The claim."""
    article_id: Id
    """The article that reports it."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    quantity_no: int
    """Position among the claim's numbers, from 0."""
    start_char: int
    """Offset of the first character, from 0."""
    end_char: int
    """Offset after the last character."""
    raw: str
    """The words in the text."""
    low: float
    """Least value meant."""
    high: float
    """Greatest value meant; equal to `low` for a plain number."""
    approx: bool
    """True for `about`, `at least` and the like."""
    unit: str | None
    """What it is counted in."""
    subject_text: str | None
    """What is counted, in the text's words."""
    subject_class: SubjectClass | None
    """What happened to those counted."""
    side_entity_id: Id | None
    """Whose: the entity on whose side it is counted."""
    place_text: str | None
    """Where, in the text's words."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A number that an article tells, in a claim or in the outlet's own voice, with what it is a number of."""

    figure_id: Id
    """The figure."""
    article_id: Id
    """The article that tells it."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    claim_id: Id | None
    """The innermost claim that tells it; empty: the outlet tells it itself."""
    zone: Zone
    """The part of the article in which it stands."""
    start_char: int
    """Offset of the first character, from 0."""
    end_char: int
    """Offset after the last character."""
    sentence_start: int
    """Offset of the first character of its sentence."""
    sentence_end: int
    """Offset after the last one."""
    raw: str
    """The words in the text."""
    low: float | None
    """Least value meant; empty where none is told (`up to 30`)."""
    high: float | None
    """Greatest value meant; empty where none is told (`at least 12`)."""
    approx: bool
    """True for `about`, `nearly` and the like."""
    dimension: Dimension
    """What kind of figure it is; `clock`: minutes since midnight; `magnitude`: of an earthquake."""
    unit: str | None
    """Currency, `percent`, `metres` for every length, span of time."""
    thing: str | None
    """What is counted, different words for one thing brought together; for an age, whose."""
    event: str | None
    """What happened to it, likewise."""
    scope: tuple[str, ...]
    """Which of them: `all`; `critical`: those badly off; `each` of them; `other` than those before; a `part` of them; those of a `series`
    of events."""
    modifiers: tuple[str, ...]
    """The words between the number and its noun."""
    side_entity_id: Id | None
    """The country of those counted."""
    place_text: str | None
    """Where, in the text's words."""


@dataclass(frozen=True, slots=True)
class FigureLinkRow:
    """How one figure bears on an earlier one of its story that is of the same thing."""

    figure_id: Id
    """The figure."""
    other_figure_id: Id
    """The earlier figure."""
    article_id: Id
    """The article of `figure_id`."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    relation: FigureRelation
    """`updates`: the count moved on; `differs`: both cannot be right."""
    basis: str
    """On what it rests, in words that a reader can check."""
    score: float
    """How likely both are of the same thing, 0.5 to 1: an order of links, fitted on few events, not yet a calibrated probability."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What an outlet states in its own voice: a sentence in which nobody is quoted, and which other statements can contradict."""

    statement_id: Id
    """The statement."""
    article_id: Id
    """The article."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    zone: Zone
    """The part of the article in which it stands."""
    start_char: int
    """Offset of the first character, from 0."""
    end_char: int
    """Offset after the last character."""
    negated: bool
    """Whether it says that something is not so."""
    facets: tuple[str, ...]
    """What it says of an event that can have one value only: `day: friday`, `cause: fallen tree`."""


@dataclass(frozen=True, slots=True)
class StatementLinkRow:
    """Two statements of one story that stand against each other, of which an outlet makes at least one in its own voice."""

    statement_id: Id
    """The later one: a statement of `statements`, or a claim."""
    other_statement_id: Id
    """The earlier one, likewise."""
    article_id: Id
    """The article of `statement_id`."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    relation: Relation
    """`denies` or `contradicts`."""
    basis: str
    """On what it rests, in words that a reader can check."""
    score: float
    """How likely they disagree, 0.55 to 0.95: an order of links, set by reading."""


@dataclass(frozen=True, slots=True)
class ClaimLinkRow:
    """How one claim bears on an earlier one, mostly of another article."""

    claim_id: Id
    """The claim."""
    other_claim_id: Id
    """The earlier claim."""
    article_id: Id
    """The article of `claim_id`."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    relation: Relation
    """How it bears on it."""
    basis: str
    """On what it rests, in words that a reader can check."""
    score: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class ArticleDuplicateRow:
    """An article that is a copy of another one, wholly or in part."""

    article_id: Id
    """The copy."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    of_article_id: Id
    """The article it was matched with."""
    kind: CopyKind
    """What of it is the same (docs/duplicates.md)."""
    similarity: float | None
    """Share of the shorter text that both have, 0 to 1."""
    cluster: Id
    """The cluster of copies, named after its first article."""


@dataclass(frozen=True, slots=True)
class StoryArticleRow:
    """The story that a version of an article was placed in."""

    story_id: Id
    """The story."""
    article_id: Id
    """The article."""
    revision: int
    """Its version."""
    day: date
    """Its day."""
    similarity: float
    """How near it was to the story, 0 to 1; 1 for the article that opened it."""


@dataclass(frozen=True, slots=True)
class FetchRow:
    """The ledger of inputs: one row for every document or feed poll, however it ended, and one more for every try before (`retry`)."""

    input_id: Id
    """The input: one fetch of one page or feed, or one record of one archive."""
    day: date
    """Day of `fetched_at`."""
    kind: InputKind
    """`feed`: a poll; `page`: named by a feed; `entry`: of a feed, no page fetched; `record`: of an archive; `reclean`: cleaned again."""
    url: str | None
    """The address asked for, or the record's own."""
    feed_url: str | None
    """The feed, if there is one."""
    origin: str
    """Where it came from: the feed's URL, or archive file and record."""
    external_id: str | None
    """The id that the input record itself carried."""
    article_id: Id | None
    """The article that it was or became."""
    revision: int | None
    """The version that it was or became."""
    status: int | None
    """The HTTP status."""
    outcome: FetchOutcome
    """Documents: `stored`, `revised`, `duplicate`, `refused`, `dead`, `retry`. Feeds: `polled`, `not_modified`, `gone`, `failed`."""
    reason: str | None
    """`duplicate`: `same_content` (nothing new stored) or the kind of copy (stored and marked); failures: the reason code."""
    n_bytes: int
    """Size of the document as fetched, decoded; 0 where it failed."""
    ms: int
    """How long the fetch took."""
    fetched_at: datetime
    """When the bytes were got: the fetch, the WARC record's date, or the file's time."""
    batch_id: str | None = None
    """The commit that brought the row: joins `batches`."""
    detail: str | None = None
    """Failures: what exactly was wrong. Polls: what was left out. Articles: what of the page was missing."""
    text_from: TextFrom | None = None
    """Articles: whose text was taken, as in `article_revisions`."""
    page_reason: str | None = None
    """Articles with the feed's text: the reason code for which the page could not be had; empty if it was, or was not asked for."""


@dataclass(frozen=True, slots=True)
class DeadLetterRow:
    """An input that did not become an article, with its bytes, so that it can be explained and replayed."""

    input_id: Id
    """The input: joins `fetches`."""
    day: date
    """Day of `last_failed_at`."""
    kind: InputKind
    """What it was, as in `fetches`."""
    url: str | None
    """Its address."""
    feed_url: str | None
    """The feed that named it."""
    origin: str
    """Where it came from."""
    external_id: str | None
    """The id that the input record itself carried."""
    stage: Stage
    """The stage at which it ended."""
    reason: str
    """The reason code."""
    detail: str
    """What exactly was wrong."""
    refused: bool
    """True if nothing was broken: not taken, by rule."""
    retryable: bool
    """True if the cause may pass."""
    status: int | None
    """The HTTP status."""
    tries: int
    """How often it was tried, this time included."""
    first_failed_at: datetime
    """When the first of those tries failed."""
    last_failed_at: datetime
    """When the last of them failed."""
    payload: bytes | None
    """The bytes, if any came."""
