"""Every table, and the rows that one result of the pipeline becomes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from newsbeam.sinks import dimensions, facts
from newsbeam.sinks.columns import Row
from newsbeam.sinks.envelope import CarriedRow
from newsbeam.transforms.fetch_records import FeedPoll
from newsbeam.transforms.records import Article, Claim, Document, Failure, Mark, Origin, Outcome

Kind = Literal["fact", "dimension", "state", "private"]
"""fact: appended, kept by day, published. dimension: changed in place, published. state: the writer's own.
private: parts of a batch that are not the store's business; a commit passes over them."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    name: str
    row_type: type[Row]
    kind: Kind
    key: tuple[str, ...]
    """The columns that tell rows apart; also the order of rows in sealed files, behind `group`."""
    group: str | None = None
    """The column by which rows lie together in sealed files, if that is not the key's first."""

    @property
    def order(self) -> tuple[str, ...]:
        """The order of rows in sealed files."""
        return (self.group, *self.key) if self.group else self.key


TABLES: tuple[Table, ...] = (
    Table("article_revisions", facts.ArticleRevision, "fact", ("article_id", "revision"), "source"),
    Table("removed_blocks", facts.RemovedBlockRow, "fact", ("article_id", "revision", "line_no"), "source"),
    Table("mentions", facts.MentionRow, "fact", ("article_id", "revision", "mention_no")),
    Table("claims", facts.ClaimRow, "fact", ("article_id", "revision", "claim_id")),
    Table("claim_quantities", facts.ClaimQuantityRow, "fact", ("article_id", "revision", "claim_id", "quantity_no")),
    Table("claim_links", facts.ClaimLinkRow, "fact", ("article_id", "revision", "claim_id", "other_claim_id", "relation")),
    Table("article_duplicates", facts.ArticleDuplicateRow, "fact", ("article_id", "revision")),
    Table("story_articles", facts.StoryArticleRow, "fact", ("article_id", "revision")),
    Table("fetches", facts.FetchRow, "fact", ("input_id",), "origin"),
    Table("dead_letters", facts.DeadLetterRow, "fact", ("input_id",), "origin"),
    Table("feeds", dimensions.FeedState, "dimension", ("url",)),
    Table("entities", dimensions.EntityRow, "dimension", ("entity_id",)),
    Table("entity_aliases", dimensions.EntityAliasRow, "dimension", ("entity_id", "alias", "label", "reason")),
    Table("outlets", dimensions.OutletRow, "dimension", ("source",)),
    Table("outlet_blocks", dimensions.OutletBlockRow, "dimension", ("source", "block_key")),
    Table("inputs", dimensions.InputRow, "dimension", ("input_id",)),
    Table("runs", dimensions.RunRow, "dimension", ("run_id",)),
    Table("batches", dimensions.BatchRow, "dimension", ("batch_id",)),
    Table("segments", dimensions.SegmentRow, "dimension", ("path",)),
    Table("schema_versions", dimensions.SchemaVersionRow, "dimension", ("version",)),
    Table("frontier", dimensions.FrontierPage, "state", ("url_key",)),
    Table("hosts", dimensions.HostRow, "state", ("host",)),
    Table("seen_pages", dimensions.SeenPage, "state", ("url_key",)),
    Table("article_index", dimensions.ArticleKey, "state", ("article_id", "revision")),
    Table("carried", CarriedRow, "private", ("kind", "body")),
)
FACTS = tuple(table for table in TABLES if table.kind == "fact")
DIMENSIONS = tuple(table for table in TABLES if table.kind == "dimension")
BY_NAME = {table.name: table for table in TABLES}
BY_ROW_TYPE = {table.row_type: table for table in TABLES}


def rows_of(document: Document) -> Iterator[Row]:
    """The rows of one document: only its line in the ledger if it brought nothing new, else also all that was found in it.

    Raises:
        ValueError: it was not yet decided whether the document is new.
    """
    mark = document.mark
    if mark is None:
        raise ValueError(f"no mark on {document.article.origin.name}: MarkDuplicates comes before rows")
    yield _fetched_article(document.article, mark)
    if mark.status == "unchanged":
        return
    yield _revision(document.article, mark)
    yield from _removed(document.article, mark)
    if mark.duplicate_of and mark.duplicate_kind:
        yield facts.ArticleDuplicateRow(
            document.article.article_id, mark.revision, mark.day, mark.duplicate_of, mark.duplicate_kind, mark.similarity, mark.cluster
        )
    yield from _found(document, document.article, mark)


def rows_of_failure(failure: Failure) -> Iterator[Row]:
    """The rows of one failure: its line in the ledger and, unless it will be tried again, a dead letter.

    A feed's line in the ledger is its `FeedPoll`, which is there even if the poll failed; its failure adds only the dead letter.
    """
    if failure.origin.kind != "feed" and not failure.partial:
        yield _failed_fetch(failure)
    if failure.outcome != "retry":
        yield _dead_letter(failure)


def rows_of_poll(poll: FeedPoll) -> Iterator[Row]:
    """The line of one feed poll in the ledger."""
    yield replace(
        _fetch(poll.origin, poll.outcome, poll.reason, poll.status, poll.n_bytes, poll.ms),
        kind="feed",
        url=poll.url,
        feed_url=poll.origin.feed_url or poll.url,
    )


def _fetched_article(article: Article, mark: Mark) -> facts.FetchRow:
    line = _fetch(article.origin, *outcome_of(mark), article.status, article.n_bytes, article.ms)
    return replace(line, url=article.origin.url or article.url, article_id=article.article_id, revision=mark.revision)


def _failed_fetch(failure: Failure) -> facts.FetchRow:
    return _fetch(failure.origin, failure.outcome, failure.reason, failure.status, len(failure.payload or b""), failure.ms)


def _fetch(origin: Origin, outcome: facts.FetchOutcome, reason: str | None, status: int | None, n_bytes: int, ms: int) -> facts.FetchRow:
    """An input's line in the ledger, as far as it is the same for all of them."""
    return facts.FetchRow(
        input_id=origin.input_id,
        day=origin.fetched_at.date(),
        kind=origin.kind,
        url=origin.url,
        feed_url=origin.feed_url,
        origin=origin.name,
        external_id=origin.external_id,
        article_id=None,
        revision=None,
        status=status,
        outcome=outcome,
        reason=reason,
        n_bytes=n_bytes,
        ms=ms,
        fetched_at=origin.fetched_at,
    )


def outcome_of(mark: Mark) -> tuple[Outcome, str | None]:
    """How a document with this mark ends in the ledger: outcome and reason."""
    if mark.status == "unchanged":
        return "duplicate", "same_content"
    if mark.duplicate_of:
        return "duplicate", mark.duplicate_kind
    return ("revised", None) if mark.status == "revised" else ("stored", None)


def _revision(article: Article, mark: Mark) -> facts.ArticleRevision:
    return facts.ArticleRevision(
        article_id=article.article_id,
        revision=mark.revision,
        day=mark.day,
        content_id=article.content_id,
        source=article.source,
        url=article.url,
        url_key=article.url_key,
        title=article.title,
        authors=article.authors,
        published_at=article.published_at,
        published_from=article.published_from,
        lang=article.lang,
        section=article.section,
        text=article.text,
        n_chars=len(article.text),
        n_removed_chars=sum(len(block.text) for block in article.removed),
        access=article.access,
        origin=article.origin.name,
        feed_url=article.origin.feed_url,
        external_id=article.origin.external_id,
        first_seen_at=mark.first_seen_at,
        fetched_at=article.origin.fetched_at,
        extractor=article.extractor,
        input_id=article.origin.input_id,
        kind="recleaned" if article.origin.kind == "reclean" else "first" if mark.revision == 1 else "revised",
        modified_at=article.modified_at,
        outlet=article.outlet,
        image_url=article.image_url,
        captions=article.captions,
        knowledge=article.knowledge,
    )


def _removed(article: Article, mark: Mark) -> Iterator[facts.RemovedBlockRow]:
    for block in article.removed:
        yield facts.RemovedBlockRow(
            article.article_id, mark.revision, mark.day, article.source, block.line_no, block.text, block.reason, block.evidence
        )


def _found(document: Document, article: Article, mark: Mark) -> Iterator[Row]:
    version = (article.article_id, mark.revision, mark.day)
    for number, mention in enumerate(document.mentions):
        yield facts.MentionRow(
            *version, number, mention.entity_id, mention.name, mention.surface, mention.label, mention.reason, *mention.span
        )
    for claim in document.claims:
        yield _claim(claim, article, mark)
        for number, quantity in enumerate(claim.quantities):
            yield facts.ClaimQuantityRow(
                claim.claim_id,
                *version,
                number,
                *quantity.span,
                quantity.raw,
                quantity.low,
                quantity.high,
                quantity.approx,
                quantity.unit,
                quantity.subject_text,
                quantity.subject_class,
                quantity.side_entity_id,
                quantity.place_text,
            )
    for link in document.links:
        yield facts.ClaimLinkRow(link.claim_id, link.other_claim_id, *version, link.relation, link.basis, link.score)
    if document.story:
        yield facts.StoryArticleRow(document.story.story_id, *version, document.story.similarity)


def _claim(claim: Claim, article: Article, mark: Mark) -> facts.ClaimRow:
    source_start, source_end = claim.source_span or (None, None)
    cue_start, cue_end = claim.cue or (None, None)
    return facts.ClaimRow(
        claim_id=claim.claim_id,
        article_id=article.article_id,
        revision=mark.revision,
        day=mark.day,
        zone=claim.zone,
        source_start=source_start,
        source_end=source_end,
        source_text=claim.source_text,
        speaker_entity_id=claim.speaker_entity_id,
        speaker_name=claim.speaker_name,
        speaker_role=claim.speaker_role,
        speaker_kind=claim.speaker_kind,
        resolved_by=claim.resolved_by,
        cue_start=cue_start,
        cue_end=cue_end,
        cue_text=claim.cue_text,
        cue_lemma=claim.cue_lemma,
        cue_class=claim.cue_class,
        content_spans=claim.content,
        content_text=claim.content_text,
        quote_type=claim.quote_type,
        polarity=claim.polarity,
        negated=claim.negated,
        hedges=claim.hedges,
        said_at=claim.said_at,
        event_from=claim.event_from,
        event_to=claim.event_to,
        confidence=claim.confidence,
        extractor=claim.extractor,
        quoted_share=claim.quoted_share,
        modality=claim.modality,
        within_claim_id=claim.within_claim_id,
    )


def _dead_letter(failure: Failure) -> facts.DeadLetterRow:
    origin = failure.origin
    return facts.DeadLetterRow(
        input_id=origin.input_id,
        day=origin.fetched_at.date(),
        kind=origin.kind,
        url=origin.url,
        feed_url=origin.feed_url,
        origin=origin.name,
        external_id=origin.external_id,
        stage=failure.stage,
        reason=failure.reason,
        detail=failure.detail,
        refused=failure.outcome == "refused",
        retryable=failure.retryable,
        status=failure.status,
        tries=origin.tries + 1,
        first_failed_at=origin.first_failed_at or origin.fetched_at,
        last_failed_at=origin.fetched_at,
        payload=failure.payload,
    )
