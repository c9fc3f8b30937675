"""What flows through the graph: frozen records, one per thing, and nothing else.

Times are aware `datetime`s in UTC. Ids are UUID strings made by `newsbeam.transforms.core.ids` from content, never from the clock.
Spans are half-open character offsets into `Article.text`: `text[start:end]` is the stored surface, always.
Tuples, not lists, so that a record can be hashed, compared and never changed. `None` means "not known". What an article has many of
(blocks, mentions, claims) is a NamedTuple, which crosses from process to process several times faster than a dataclass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple, NewType

from newsbeam.transforms.errors import InputError

Id = NewType("Id", str)
"""A 128-bit content hash in UUID form, such as `5f0c1d2e-...`."""

PageForm = Literal["html", "dump", "clean", "entry"]
"""What the bytes of a page are: an HTML page, the visible text of a page, article text that needs no cleaning, or the
HTML that a feed's entry carries."""

# --- closed vocabularies: the words that a field may hold. docs/tables.md lists them with the columns --------------------

InputKind = Literal["feed", "page", "entry", "record", "reclean"]
"""A poll of a feed, a fetch of a page, a feed's entry for which no page is fetched, a record of an archive, or a stored article that is
cleaned once more."""

FailureOutcome = Literal["refused", "dead", "retry"]

Outcome = Literal["stored", "revised", "duplicate", FailureOutcome]
"""How one input ended. `retry`: not ended; the driver will try again. `duplicate`: known content, or a copy of another."""

PollOutcome = Literal["polled", "not_modified", "gone", "failed"]
"""How one poll of a feed ended."""

Stage = Literal["read", "fetch", "parse", "clean", "entities", "claims"]
"""The stages that can stop an input, or leave it without their part."""

Access = Literal["free", "metered", "paywalled"]
TextFrom = Literal["page", "feed", "record"]
"""Whose text an article's is: the page's, that of a feed's entry, or one that its archive calls clean."""
PublishedFrom = Literal["json_ld", "meta", "record", "feed", "time", "text", "url", "flag", "guess"]
"""In the order in which they are believed: what the page declares to machines, what the record or feed that brought it says, what readers
see, the address, the user of archives that say nothing themselves, and a date that stands somewhere in the page."""

Precision = Literal["instant", "minute", "day", "month"]
"""`instant`: day, time and zone are known; `minute`: day and time, and UTC is taken; `day`; `month`: the time is its first day's."""

RemovalReason = Literal[
    "account", "ad", "appeal", "bio", "byline", "caption", "comments", "date", "furniture", "hidden", "legal", "nav", "newsletter",
    "recurring", "related", "repeated", "share", "symbols", "title", "widget",
]  # fmt: skip
"""Why cleaning cut a block. Rules of `data/cruft_rules.txt` give some of these; docs/clean.md explains them all."""

CopyKind = Literal["exact_copy", "near_copy", "excerpt", "superset"]

EntityLabel = Literal["PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "PRODUCT", "WORK"]
TieReason = Literal[
    "name", "alias_key", "surname", "given_name", "title", "ambiguous_surname", "acronym_in_text", "partial_name"
]  # fmt: skip
"""How the words of a mention were tied to its entity; docs/entities.md explains them."""

Zone = Literal["headline", "body", "block_quote"]
QuoteType = Literal["direct", "indirect", "mixed"]
CueClass = Literal["say", "deny", "assert", "doubt", "demand", "promise", "fear", "reveal", "retract"]
Polarity = Literal["affirm", "deny"]
Modality = Literal["possible", "necessary", "future", "conditional"]
SpeakerKind = Literal["person", "organisation", "document", "group", "anonymous"]
ResolvedBy = Literal[
    "name", "alias_key", "surname", "given_name", "title", "acronym_in_text", "partial_name",
    "alias_table", "capital", "pronoun", "role", "document", "coordination", "interview", "text",
]  # fmt: skip
"""How a speaker was tied to an entity; docs/claims.md explains them. `text`: not at all."""

SubjectClass = Literal[
    "killed",
    "wounded",
    "captured",
    "missing",
    "detained",
    "displaced",
    "casualties",
    "released",
    "rescued",
    "destroyed",
    "infected",
    "votes",
]
"""What happened to those whom a number counts."""

Relation = Literal["repeats", "corroborates", "contradicts", "denies"]
"""How a claim bears on an earlier one."""
FigureRelation = Literal["updates", "differs"]
"""How a figure bears on an earlier one of the same slot: the count moved on, or both cannot be right."""
Dimension = Literal["count", "money", "share", "times", "length", "duration", "degrees", "calibre", "clock", "age", "magnitude"]
"""What kind of figure it is; `clock`: minutes since midnight."""


class Span(NamedTuple):
    """Half-open character offsets into the stored text."""

    start: int
    end: int


# --- where a document comes from -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one input document came from: enough to name it, to order it and to find its bytes again."""

    input_id: Id
    """Unique to this input: one fetch of one page, or one record of one archive."""
    order: tuple[int, int]
    """(file, record) position in the input. Whatever must be decided one after another is decided in this order."""
    name: str
    """The `origin` column: the feed's URL, or `archive.warc.gz#17`."""
    fetched_at: datetime
    """When the bytes were got: the fetch, the WARC record's date, or the file's modification time."""
    url: str | None = None
    feed_url: str | None = None
    external_id: str | None = None
    """The id that the record itself carried: a JSONL `id`, a feed entry's guid."""
    tries: int = 0
    """Failed tries before this one."""
    first_failed_at: datetime | None = None
    """When the first of those tries failed."""
    kind: InputKind = "page"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the source said about a document: used where the document itself is silent."""

    title: str | None = None
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    lang: str | None = None
    section: str | None = None
    html: str | None = None
    """The text that a feed's entry carries itself, as HTML: used if the page cannot be had, or shows less."""
    media_url: str | None = None
    """The recording that a feed's entry names."""
    outlet: str | None = None
    """A name, or a domain."""
    tags: tuple[str, ...] = ()
    published_from: PublishedFrom = "feed"
    """Who says `published_at`: the feed, the archive's record, or the user."""
    url: str | None = None
    """Where it seems to come from: used where neither origin nor document name an address."""


@dataclass(frozen=True, slots=True)
class Page:
    """One document as it arrived: untrusted bytes."""

    origin: Origin
    form: PageForm
    body: bytes
    content_type: str | None = None
    """The Content-Type header, if there was one: a hint about the encoding."""
    status: int | None = None
    final_url: str | None = None
    """Where redirects ended."""
    hints: Hints = Hints()
    ms: int = 0
    """How long the fetch took."""
    page_reason: str | None = None
    """Of a feed's entry: the reason code for which its page could not be had."""
    detail: str | None = None
    """What of it is missing."""

    @property
    def payload(self) -> bytes:
        """What a dead letter keeps of it."""
        return self.body


# --- articles --------------------------------------------------------------------------------------------------------


class RemovedBlock(NamedTuple):
    """A piece that cleaning cut, and why."""

    line_no: int
    """Position among all blocks of the page, kept and cut, from 0."""
    text: str
    reason: RemovalReason
    evidence: str | None = None
    """For learned rules: on what the decision rests."""


class OutletKnowledge(NamedTuple):
    """What was learned of an outlet's pages."""

    version: int = 0
    """Counts the changes; 0: nothing was learned."""
    blocks: Mapping[str, str] = MappingProxyType({})
    """Key (`recurring.block_key`) of each block that recurs on the outlet's pages and is no news, with the evidence."""
    withdrawn: frozenset[str] = frozenset()
    """Keys of blocks that were taken for such and turned out to be news."""


Knowledge = Mapping[str, OutletKnowledge]
"""By outlet (`Article.source`)."""


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned document."""

    article_id: Id
    content_id: Id
    """Of the text before learned blocks are cut: what the page said does not depend on what we know."""
    origin: Origin
    url: str | None
    url_key: str | None
    source: str | None
    """The outlet: its registrable domain, or a name if there is no address; None if there is neither."""
    title: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    published_from: PublishedFrom | None
    """Where the time was found."""
    day: date
    """Publication day in UTC; the day of fetching if unknown or implausible."""
    lang: str | None
    section: str | None
    text: str
    """Paragraphs joined by one newline."""
    access: Access
    extractor: str
    """Which code, with its version, made the text."""
    removed: tuple[RemovedBlock, ...] = ()
    status: int | None = None
    n_bytes: int = 0
    ms: int = 0
    modified_at: datetime | None = None
    """When the page says that it was last changed."""
    outlet: str | None = None
    """What the outlet calls itself."""
    image_url: str | None = None
    """The lead image."""
    captions: tuple[str, ...] = ()
    """Captions and credits of pictures, in the page's order."""
    text_from: TextFrom = "page"
    page_reason: str | None = None
    """Why the text is the feed's: the reason code for which the page could not be had."""
    media_url: str | None = None
    """The recording, sound or film, that the feed's entry names."""
    tags: tuple[str, ...] = ()
    """Keywords that the feed or the archive's record gives it, and those of the user."""
    agency: str | None = None
    """The news agency that it credits in byline, dateline or sign-off."""
    knowledge: int = 0
    """The version of `OutletKnowledge` with which it was cleaned; 0: none."""
    detail: str | None = None
    """What of the page was missing."""
    published_precision: Precision | None = None
    """How exactly `published_at` is known."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What is needed to tell whether an article is known, changed or a copy: no text."""

    input_id: Id
    order: tuple[int, int]
    article_id: Id
    content_id: Id
    url_key: str | None
    source: str | None
    day: date
    fetched_at: datetime
    fingerprints: tuple[int, ...]
    """Winnowed shingle hashes, unsigned 63-bit, sorted, unique."""
    numbers: tuple[str, ...]
    """The numbers in the text: templated reports share words and differ in these."""
    recleaned: int = 0
    """The revision of which this is a better cleaning, though the page said nothing new; 0: of none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was decided about one article: new, revised or known; original or copy."""

    input_id: Id
    status: Literal["new", "revised", "unchanged"]
    revision: int
    """From 1. For `unchanged`: the revision that it equals."""
    day: date
    """The partition day, fixed at first sight."""
    first_seen_at: datetime
    cluster: Id
    """The near-duplicate cluster, named after its first article."""
    duplicate_of: Id | None = None
    duplicate_kind: CopyKind | None = None
    similarity: float | None = None
    new_chrome: tuple[int, ...] = ()
    """Fingerprints now known to be the source's page chrome, not its articles."""


class Mention(NamedTuple):
    """One naming of an entity in the text."""

    entity_id: Id
    name: str
    """The entity's name as this article spells it most fully."""
    label: EntityLabel
    span: Span
    surface: str
    reason: TieReason


class Quantity(NamedTuple):
    """A number in a claim: `about 5,300 Russian soldiers killed`."""

    span: Span
    raw: str
    low: float
    high: float
    approx: bool
    unit: str | None = None
    subject_text: str | None = None
    subject_class: SubjectClass | None = None
    side_entity_id: Id | None = None
    place_text: str | None = None
    """Where, in the text's words."""


class Claim(NamedTuple):
    """Who said what, with which cue."""

    claim_id: Id
    zone: Zone
    source_span: Span | None
    """The words that name the speaker."""
    source_text: str | None
    speaker_entity_id: Id | None
    speaker_name: str | None
    speaker_role: str | None
    speaker_kind: SpeakerKind | None
    resolved_by: ResolvedBy | None
    """None: nothing is known of the speaker."""
    cue: Span | None
    cue_text: str | None
    cue_lemma: str | None
    cue_class: CueClass
    content: tuple[Span, ...]
    content_text: str
    quote_type: QuoteType
    polarity: Polarity
    negated: bool
    hedges: tuple[str, ...]
    said_at: datetime | None
    event_from: datetime | None
    event_to: datetime | None
    confidence: float
    extractor: str
    quantities: tuple[Quantity, ...] = ()
    quoted_share: float = 0.0
    """Of the content's characters that stand in quotation marks, 0 to 1."""
    modality: Modality | None = None
    """How the content is put; None: as a fact."""
    within_claim_id: Id | None = None
    """The claim in whose content this one is told: `A said that B had promised ...`."""


class Statement(NamedTuple):
    """What the outlet states in its own voice: a sentence in which nobody is quoted, and which can be contradicted."""

    statement_id: Id
    zone: Zone
    span: Span
    negated: bool
    """Whether it says that something is not so."""
    facets: tuple[str, ...]
    """What it says of an event that can have one value only: `day: friday`."""


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """How one claim, or statement of an outlet, bears on an earlier one."""

    claim_id: Id
    """The claim, or the statement."""
    other_claim_id: Id
    relation: Relation
    basis: str
    """On what it rests, in words that a reader can check."""
    score: float
    of_claims: bool = True
    """False if an outlet states one of them, or both, in its own voice."""


class Figure(NamedTuple):
    """A number that a text tells, in a claim or in the outlet's own voice, with what it is a number of."""

    figure_id: Id
    claim_id: Id | None
    """The innermost claim that tells it; None: the outlet tells it."""
    zone: Zone
    span: Span
    sentence: Span
    raw: str
    low: float | None
    """None: no lower bound is told (`up to 30`)."""
    high: float | None
    """None: no upper bound is told (`at least 12`)."""
    approx: bool
    dimension: Dimension
    unit: str | None
    """Currencies, `percent`, `metres` for every length, `days` and other spans of time."""
    thing: str | None
    """What is counted, by the tables of `core/figures/things.py`; else the noun in the singular."""
    event: str | None
    """What happened to it, by the same tables."""
    scope: tuple[str, ...]
    modifiers: tuple[str, ...]
    """The words between the number and its noun."""
    side_entity_id: Id | None
    place_text: str | None


@dataclass(frozen=True, slots=True)
class FigureLink:
    """How one figure bears on an earlier one of its story."""

    figure_id: Id
    other_figure_id: Id
    relation: FigureRelation
    basis: str
    """On what it rests, in words that a reader can check."""
    score: float
    """How likely it is so, 0.5 to 1: an order of links, not yet a calibrated probability."""


@dataclass(frozen=True, slots=True)
class FigureSketch:
    """What is needed to compare a figure with others of its story: no text."""

    figure_id: Id
    article_id: Id
    story_id: Id
    origin: str
    """Who tells it: the claim's speaker, else the article's cluster of copies."""
    day: date
    at: int
    """Seconds since 1970 of the article's time."""
    place: tuple[int, int]
    """(zone, sentence): the same for figures of one sentence."""
    raw: str
    low: float | None
    high: float | None
    approx: bool
    dimension: Dimension
    unit: str | None
    thing: str | None
    event: str | None
    scope: tuple[str, ...]
    modifiers: tuple[str, ...]
    side_entity_id: Id | None
    where: tuple[str, ...]
    """Terms of the place."""
    terms: tuple[str, ...]
    """Content words of the sentence, sorted."""
    near: tuple[str, ...]
    """Of these, those near the figure."""
    names: tuple[str, ...]
    """Of the terms, those of capitalised words."""
    times: tuple[str, ...]
    """Weekdays, dates, years and the like that the sentence names."""
    moves: bool
    """Whether the sentence says that the figure moved (`so far`, `rose to`)."""
    is_claimed: bool
    owner: tuple[str, ...] = ()
    """Terms of the name that the figure's clause begins with: `Tovel` in `Tovel will cut 3,000 jobs`."""
    is_aside: bool = False
    """Whether the sentence tells of another event, named for comparison: `last year`, `in 2019`, `in a separate attack`."""


@dataclass(frozen=True, slots=True)
class StoryVector:
    """What is needed to place an article in a story: weighted terms, no text."""

    input_id: Id
    order: tuple[int, int]
    article_id: Id
    revision: int
    day: date
    at: datetime
    terms: tuple[tuple[str, float], ...]
    """Term and its weight by place and form (title, lede, capitals, figures), before idf."""
    traits: tuple[str, ...] = ()
    """What tells its event from others of the kind (`newsbeam.transforms.core.linking.traits`)."""


@dataclass(frozen=True, slots=True)
class StoryLink:
    """The story an article was placed in."""

    input_id: Id
    story_id: Id
    similarity: float


@dataclass(frozen=True, slots=True)
class ClaimSketch:
    """What is needed to compare a claim, or a statement of an outlet, with others of its story: no text."""

    claim_id: Id
    article_id: Id
    source: str | None
    """The outlet."""
    speaker_entity_id: Id | None
    cue_class: CueClass
    polarity: Polarity
    terms: tuple[str, ...]
    """The content's key words, sorted."""
    day: date
    story_id: Id
    quote_hash: int | None = None
    """Of the quoted words, if any: the same words are one statement, however many carry them."""
    words: tuple[str, ...] = ()
    """How the claim spells each of `terms`, which are stems: for people."""
    speaker: str | None = None
    """The speaker's name as compared; None: not known."""
    denies: bool = False
    """Whether it says that something is not so."""
    states: bool = True
    """Whether it says that something is so or not, and does not ask."""
    within_claim_id: Id | None = None
    place: tuple[int, int, int] = (1, 0, 0)
    """(zone, start, end) of its content."""
    is_own: bool = False
    """Whether the outlet states it in its own voice: then it is no claim."""
    mouth: tuple[str, ...] = ()
    """The terms of the speaker's name."""
    origin: str = ""
    """Whose it is: the speaker, else the article's cluster of copies."""
    focus: tuple[str, ...] = ()
    """The terms of what it says is not so, in their order."""
    subject: tuple[str, ...] = ()
    """The terms of what that is said of."""
    unreal: tuple[str, ...] = ()
    """Terms of what it does not tell as a fact (`to avoid a famine`)."""
    facets: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    """(slot, of, value): what can have one value only."""
    sides: tuple[tuple[int, bool, str, tuple[str, ...], str], ...] = ()
    """(row, left, word, terms beside it, its subject): the words of the table of opposites."""
    accusers: tuple[str, ...] = ()
    """The terms of whose claim it denies (`rejected Norvia's claim`)."""
    at: tuple[int, ...] = ()
    """Where each of `terms` first stands in the content."""
    answers: Id | None = None
    """The claim of its article that it denies without telling it again: `dismissed the claim`."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article on its way through the graph; each stage returns a copy with its own part filled in."""

    article: Article
    signature: Signature
    mark: Mark | None = None
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    vector: StoryVector | None = None
    story: StoryLink | None = None
    sketches: tuple[ClaimSketch, ...] = ()
    links: tuple[ClaimLink, ...] = ()
    figure_sketches: tuple[FigureSketch, ...] = ()
    figure_links: tuple[FigureLink, ...] = ()

    @property
    def origin(self) -> Origin:
        """Where it came from."""
        return self.article.origin

    @property
    def payload(self) -> bytes:
        """What a dead letter keeps of it: the cleaned text."""
        return self.article.text.encode("utf-8", "surrogatepass")

    @property
    def is_news(self) -> bool:
        """False for known content and exact copies: there is nothing in them to read that was not read before."""
        return self.mark is None or (self.mark.status != "unchanged" and self.mark.duplicate_kind != "exact_copy")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the index remembers of a committed document, so that later ones can be compared with it."""

    signature: Signature
    mark: Mark
    vector: StoryVector | None = None
    story: StoryLink | None = None
    sketches: tuple[ClaimSketch, ...] = ()
    figure_sketches: tuple[FigureSketch, ...] = ()


# --- what goes wrong -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that did not become rows: at which stage, why, and its bytes so that it can be replayed."""

    origin: Origin
    stage: Stage
    reason: str
    """One of `newsbeam.transforms.errors.REASONS`."""
    detail: str
    outcome: FailureOutcome
    retryable: bool
    payload: bytes | None = None
    status: int | None = None
    retry_after_seconds: int | None = None
    ms: int = 0
    partial: bool = False
    """True if the document itself went on, without what this stage would have added."""

    @classmethod
    def of(
        cls,
        error: InputError,
        origin: Origin,
        stage: Stage,
        *,
        payload: bytes | None = None,
        status: int | None = None,
        outcome: FailureOutcome | None = None,
        ms: int = 0,
        partial: bool = False,
    ) -> "Failure":
        """The failure that `error` makes of an input: the only way in which failures are made.

        Args:
            status: the HTTP status, if the error itself does not carry it.
            outcome: None: the error's own; another one if the input will be tried again.
        """
        return cls(
            origin=origin,
            stage=stage,
            reason=error.reason,
            detail=error.detail,
            outcome=outcome or error.outcome,
            retryable=error.retryable,
            payload=payload,
            status=error.status if status is None else status,
            retry_after_seconds=error.retry_after_seconds,
            ms=ms,
            partial=partial,
        )
