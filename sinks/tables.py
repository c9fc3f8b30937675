"""Every table, and the rows that one result of the pipeline becomes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newsbeam.sinks import dimensions, facts
from newsbeam.sinks.columns import Row
from newsbeam.sinks.envelope import CarriedRow
from newsbeam.sinks.mapping import fill
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
    Table("figures", facts.FigureRow, "fact", ("article_id", "revision", "figure_id")),
    Table("figure_links", facts.FigureLinkRow, "fact", ("article_id", "revision", "figure_id", "other_figure_id")),
    Table("statements", facts.StatementRow, "fact", ("article_id", "revision", "statement_id")),
    Table("statement_links", facts.StatementLinkRow, "fact", ("article_id", "revision", "statement_id", "other_statement_id")),
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
    Table("seen_entries", dimensions.SeenEntry, "state", ("entry_id",)),
    Table("page_marks", dimensions.PageMark, "state", ("url_key",)),
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
    for block in document.article.removed:
        yield fill(facts.RemovedBlockRow, block, mark, document.article)
    if mark.duplicate_of and mark.duplicate_kind:
        yield fill(facts.ArticleDuplicateRow, mark, document.article, of_article_id=mark.duplicate_of, kind=mark.duplicate_kind)
    yield from _found(document, document.article, mark)


def rows_of_failure(failure: Failure) -> Iterator[Row]:
    """The rows of one failure: its line in the ledger and, unless it will be tried again, a dead letter.

    A feed's line in the ledger is its `FeedPoll`, which is there even if the poll failed; its failure adds only the dead letter.
    """
    if failure.origin.kind != "feed" and not failure.partial:
        yield _fetch(failure.origin, failure, n_bytes=len(failure.payload or b""))
    if failure.outcome != "retry":
        yield _dead_letter(failure)


def rows_of_poll(poll: FeedPoll) -> Iterator[Row]:
    """The line of one feed poll in the ledger."""
    yield _fetch(poll.origin, poll, kind="feed", feed_url=poll.origin.feed_url or poll.url)


def outcome_of(mark: Mark) -> tuple[Outcome, str | None]:
    """How a document with this mark ends in the ledger: outcome and reason."""
    if mark.status == "unchanged":
        return "duplicate", "same_content"
    if mark.duplicate_of:
        return "duplicate", mark.duplicate_kind
    return ("revised", None) if mark.status == "revised" else ("stored", None)


def _fetched_article(article: Article, mark: Mark) -> facts.FetchRow:
    outcome, reason = outcome_of(mark)
    url = article.origin.url or article.url
    return _fetch(article.origin, article, article_id=article.article_id, revision=mark.revision, url=url, outcome=outcome, reason=reason)


def _fetch(origin: Origin, result: Article | Failure | FeedPoll, **given: object) -> facts.FetchRow:
    """An input's line in the ledger: what its result says, then what was known of it before."""
    unknown = {"article_id": None, "revision": None, "origin": origin.name, "day": origin.fetched_at.date()}
    return fill(facts.FetchRow, result, origin, **(unknown | given))


def _revision(article: Article, mark: Mark) -> facts.ArticleRevision:
    return fill(
        facts.ArticleRevision,
        article,
        mark,
        article.origin,
        day=mark.day,
        n_chars=len(article.text),
        n_removed_chars=sum(len(block.text) for block in article.removed),
        origin=article.origin.name,
        kind="recleaned" if article.origin.kind == "reclean" else "first" if mark.revision == 1 else "revised",
    )


def _found(document: Document, article: Article, mark: Mark) -> Iterator[Row]:
    for number, mention in enumerate(document.mentions):
        start, end = mention.span
        yield fill(facts.MentionRow, mention, mark, article, mention_no=number, start_char=start, end_char=end)
    for claim in document.claims:
        yield _claim(claim, article, mark)
        for number, quantity in enumerate(claim.quantities):
            start, end = quantity.span
            yield fill(facts.ClaimQuantityRow, quantity, claim, mark, article, quantity_no=number, start_char=start, end_char=end)
    for figure in document.figures:
        (start, end), sentence = figure.span, figure.sentence
        places = {"start_char": start, "end_char": end, "sentence_start": sentence.start, "sentence_end": sentence.end}
        yield fill(facts.FigureRow, figure, mark, article, **places)
    for statement in document.statements:
        start, end = statement.span
        yield fill(facts.StatementRow, statement, mark, article, start_char=start, end_char=end)
    for link in document.links:
        if link.of_claims:
            yield fill(facts.ClaimLinkRow, link, mark, article)
        else:
            yield fill(facts.StatementLinkRow, link, mark, article, statement_id=link.claim_id, other_statement_id=link.other_claim_id)
    for figure_link in document.figure_links:
        yield fill(facts.FigureLinkRow, figure_link, mark, article)
    if document.story:
        yield fill(facts.StoryArticleRow, document.story, mark, article)


def _claim(claim: Claim, article: Article, mark: Mark) -> facts.ClaimRow:
    source_start, source_end = claim.source_span or (None, None)
    cue_start, cue_end = claim.cue or (None, None)
    return fill(
        facts.ClaimRow,
        claim,
        mark,
        article,
        source_start=source_start,
        source_end=source_end,
        cue_start=cue_start,
        cue_end=cue_end,
        content_spans=claim.content,
    )


def _dead_letter(failure: Failure) -> facts.DeadLetterRow:
    origin = failure.origin
    return fill(
        facts.DeadLetterRow,
        failure,
        origin,
        day=origin.fetched_at.date(),
        origin=origin.name,
        refused=failure.outcome == "refused",
        tries=origin.tries + 1,
        first_failed_at=origin.first_failed_at or origin.fetched_at,
        last_failed_at=origin.fetched_at,
    )
