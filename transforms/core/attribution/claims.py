"""Claims: who said what, with which cue, how sure and with which numbers; evidence as offsets into the text.

In order: sentences worth parsing (`gate.py`), attributions by rule (`syntax.py`), quotations joined to them (`attributions.py`),
layouts that attribute without a verb (`layouts.py`), speakers (`speakers.py`), numbers (`quantities.py`), times and hedges
(`modality.py`). The rules are described in docs/claims.md.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsbeam.transforms.core.attribution.attribution import Attribution, Spans, only
from newsbeam.transforms.core.attribution.attributions import drop_covered, find_attributions
from newsbeam.transforms.core.attribution.cue_tables import WEAK
from newsbeam.transforms.core.attribution.discourse import Discourse, Speaker
from newsbeam.transforms.core.attribution.gate import can_claim
from newsbeam.transforms.core.attribution.headlines import by_verb, explains, headline, rubric_end
from newsbeam.transforms.core.attribution.modality import (
    confidence,
    event_time,
    hedges_in,
    modality_of,
    said_time,
)
from newsbeam.transforms.core.attribution.polarity import is_negated_content, polarity_of
from newsbeam.transforms.core.attribution.quantities import find_quantities
from newsbeam.transforms.core.attribution.speaker_words import DOCUMENTS
from newsbeam.transforms.core.attribution.speakers import of_turn, resolve
from newsbeam.transforms.core.entities.model import load
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.text.quotes import Quote, find_quotes
from newsbeam.transforms.core.text.sentences import sentences
from newsbeam.transforms.core.text.titles import ABBREVIATED, written
from newsbeam.transforms.records import Article, Claim, Id, Mention, QuoteType, Span, Zone

EXTRACTOR = "claims-rules/3"
"""Which rules made a claim: raise it if they change what is found."""
BATCH = 64
PREFIX = re.compile(r"\b[Cc]o-(?=[a-z])")
"""The tokenizer cuts `co-author` in three and the parser loses its way: it reads `co_author`, of the same length."""
TITLE = re.compile(rf"\b({written(ABBREVIATED)})\.(?=\s[A-Z])")
"""It takes the full stop of `Sgt. Roe` for the end of a sentence: it reads `Sgt_ Roe`."""
JOINT = " [\u2026] "
"""Between the pieces of a content in `content_text`."""


def find_claims(article: Article, mentions: tuple[Mention, ...], model: str) -> tuple[Claim, ...]:
    """All claims of an article, headline first, then in the order of the text.

    Args:
        mentions: what `find_entities` found in the text.
        model: see `newsbeam.transforms.core.entities.model.load`.

    Returns:
        Claims whose spans are offsets into `article.text`; with zone `headline`, into `article.title`.
        Nothing for articles in other languages than English.

    Raises:
        ConfigError: the model cannot be used.
    """
    nlp = load(model, "parser")
    if nlp.lang != "en" or (article.lang and article.lang.split("-")[0].lower() != "en"):
        return ()
    title = article.title or ""
    body = list(sentences(article.text))
    head = list(sentences(title))
    worth = [sentence for sentence in (*head, *body) if can_claim(sentence)]
    parsed = nlp.pipe([_for_parser(sentence.parsed) for sentence in worth], batch_size=BATCH)
    docs = dict(zip(map(id, worth), parsed, strict=True))
    head_mentions = _title_mentions(title, mentions)
    head_found = _in_headline(title, head_mentions, find_attributions(title, head, docs))
    found = find_attributions(article.text, body, docs)
    return (
        *_claims(article, title, drop_covered(head_found), _with_text(article, title, head_mentions, mentions), "headline"),
        *_claims(article, article.text, drop_covered(found), Discourse(article.text, mentions), "body"),
    )


def _is_finding(item: Attribution[Spans], title: str) -> bool:
    """`Poll: Most want the old lamps`: what others want is what the document says."""
    source = only(item.source)
    return item.rule == "headline" and source is not None and title[source.start : source.end].split()[-1].lower() in DOCUMENTS


def _with_text(article: Article, title: str, head: tuple[Mention, ...], mentions: tuple[Mention, ...]) -> Discourse:
    """A headline above its text, which names whom it calls `the mayor`."""
    length = len(title) + 1
    below = (mention._replace(span=Span(mention.span.start + length, mention.span.end + length)) for mention in mentions)
    return Discourse(f"{title}\n{article.text}", (*head, *below), headline=len(title))


def _for_parser(sentence: str) -> str:
    """A sentence with what the tokenizer cuts at the wrong place, of the same length."""
    return TITLE.sub(r"\g<1>_", PREFIX.sub("co_", sentence))


def _in_headline(title: str, mentions: tuple[Mention, ...], parsed: list[Attribution[Spans]]) -> list[Attribution[Spans]]:
    """The attributions of a headline: by its layout, by its parse, behind its label."""
    start = rubric_end(title, mentions)
    behind = [
        replace(item, content=tuple(Span(max(span.start, start), span.end) for span in item.content if span.end > start))
        for item in parsed
        if not explains(title) and not any(place.start < start for place in (*item.source, *item.cue_place))
    ]
    found = _first_by_cue([*headline(title, mentions), *(item for item in behind if item.content)], title)
    return found or list(by_verb(title, start))


def _first_by_cue(found: list[Attribution[Spans]], title: str) -> list[Attribution[Spans]]:
    """Of attributions with cues at one place the first: a headline's layout is surer than its parse; and none inside its quotation."""
    kept: list[Attribution[Spans]] = []
    for item in found:
        taken = [cue for other in kept for cue in other.cue_place]
        taken += [span for other in kept if other.rule == "headline" for span in other.content if title[span.start] in "\"'“‘"]
        if item.rule == "object" or item.cue.lemma in WEAK:
            taken += [span for other in kept if _is_finding(other, title) for span in other.content]
        if not any(place.start < cue.end and cue.start < place.end for place in taken for cue in item.cue_place):
            kept.append(item)
    return kept


def _claims(article: Article, text: str, found: list[Attribution[Spans]], discourse: Discourse, zone: Zone) -> Iterator[Claim]:
    claims: list[Claim] = []
    told: Counter[tuple[str, str]] = Counter()
    first = min((item.sentence.start for item in found if item.rule == "turn"), default=0)
    for item in sorted(found, key=_first_place):
        source = only(item.source)
        speaker = (
            resolve(discourse, source, item.content) if item.rule != "turn" else of_turn(discourse, source, article.title or "", first)
        )
        if source and (speaker.kind or speaker.name):
            discourse.speak(source.start, speaker)
        discourse.tell(item.content)
        claims.append(_claim(article, text, item, speaker, zone, told))
    yield from _nested(claims)


def _first_place(item: Attribution[Spans]) -> tuple[Span, Spans]:
    """Where an attribution begins in the order of telling: at its source, for what comes later refers to that."""
    return (item.source or item.cue_place or item.content)[0], item.content


def _nested(claims: list[Claim]) -> Iterator[Claim]:
    """The claims, each with the innermost one in whose content its cue stands: `A said that B had promised …`."""
    holders = sorted((span.start, span.end, claim.claim_id) for claim in claims for span in claim.content)
    open_: list[tuple[int, int, Id]] = []
    at = 0
    within: dict[Id, Id] = {}
    for claim in sorted((claim for claim in claims if claim.cue), key=lambda claim: (claim.cue, claim.claim_id)):
        place = claim.cue or Span(0, 0)
        while at < len(holders) and holders[at][0] <= place.start:
            open_.append(holders[at])
            at += 1
        open_ = [holder for holder in open_ if holder[1] >= place.end]
        inside = [holder for holder in open_ if holder[2] != claim.claim_id]
        chosen = max(inside, key=lambda holder: (holder[0], -holder[1]))[2] if inside else None
        if chosen and not _is_around(claim.claim_id, chosen, within):
            within[claim.claim_id] = chosen
    for claim in claims:
        yield claim._replace(within_claim_id=within.get(claim.claim_id))


def _is_around(inner: Id, outer: Id, within: dict[Id, Id]) -> bool:
    """Whether `inner` is already told around `outer`: a chain of claims must end."""
    at: Id | None = outer
    while at is not None:
        if at == inner:
            return True
        at = within.get(at)
    return False


def _claim(article: Article, text: str, item: Attribution[Spans], speaker: Speaker, zone: Zone, told: Counter[tuple[str, str]]) -> Claim:
    """One attribution, read to the end."""
    quotes = find_quotes_in(text, item.content)
    kind, share = quote_type(text, item.content, quotes)
    if item.rule == "turn":
        kind, share = "direct", 1.0
    content_text = JOINT.join(text[span.start : span.end] for span in item.content)
    source, cue = only(item.source), only(item.cue_place)
    cue_text = text[cue.start : cue.end] if cue else ""
    outside = _outside(text, item)
    said_at = said_time(outside, article.published_at)
    event_from, event_to = event_time(content_text, said_at or article.published_at)
    where: Zone = "block_quote" if item.rule == "block" and zone == "body" else zone
    return Claim(
        claim_id=_claim_id(article, zone, cue_text, content_text, told),
        zone=where,
        source_span=source,
        source_text=text[source.start : source.end] if source else None,
        speaker_entity_id=speaker.entity_id,
        speaker_name=speaker.name,
        speaker_role=speaker.role,
        speaker_kind=speaker.kind,
        resolved_by=speaker.resolved_by,
        cue=cue,
        cue_text=cue_text or None,
        cue_lemma=item.cue.lemma,
        cue_class=item.cue.cue_class,
        content=item.content,
        content_text=content_text,
        quote_type=kind,
        polarity=polarity_of(item.cue, content_text, item.negated),
        negated=is_negated_content(content_text),
        hedges=hedges_in(item.cue.lemma, outside, content_text),
        said_at=said_at,
        event_from=event_from,
        event_to=event_to,
        confidence=confidence(item.rule, share, speaker.resolved_by, has_source=source is not None),
        extractor=EXTRACTOR,
        quantities=tuple(quantity for span in item.content for quantity in find_quantities(text, span.start, span.end)),
        quoted_share=_quoted_share(item.content, quotes),
        modality=modality_of(item.cue, content_text),
    )


def _claim_id(article: Article, zone: Zone, cue_text: str, content_text: str, told: Counter[tuple[str, str]]) -> Id:
    """An id made of a claim's words and not of their place, so that it stays when the text is cleaned again."""
    told[cue_text, content_text] += 1
    return make_id("claim", article.article_id, article.content_id, zone, cue_text, content_text, str(told[cue_text, content_text]))


def _quoted_share(content: tuple[Span, ...], quotes: tuple[Quote, ...]) -> float:
    """The share of a content's characters that stand in quotation marks."""
    return round(min(1.0, _length(quote.span for quote in quotes) / max(1, _length(content))), 3)


def _length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _outside(text: str, item: Attribution[Spans]) -> str:
    """The sentence without the content: where and when it was said."""
    kept, at = [], item.sentence.start
    for span in item.content:
        kept.append(text[at : max(at, span.start)])
        at = max(at, span.end)
    kept.append(text[at : max(at, item.sentence.end)])
    return " ".join(kept)


def find_quotes_in(text: str, content: tuple[Span, ...]) -> tuple[Quote, ...]:
    """The quotations in the pieces of a content."""
    return tuple(
        replace(quote, span=Span(piece.start + quote.span.start, piece.start + quote.span.end))
        for piece in content
        for quote in find_quotes(text[piece.start : piece.end])
    )


def quote_type(text: str, content: tuple[Span, ...], quotes: tuple[Quote, ...]) -> tuple[QuoteType, float]:
    """Direct, indirect or mixed, and the share of the content's words that stand in quotation marks.

    A leading `that` does not make a quotation mixed.
    """
    words = sum(len(re.sub(r"^that\b", "", text[span.start : span.end]).split()) for span in content)
    quoted = sum(len(text[quote.span.start : quote.span.end].split()) for quote in quotes)
    share = min(1.0, quoted / words) if words else 0.0
    return ("direct" if share >= 0.95 else "mixed" if share > 0 else "indirect"), round(share, 3)


def _title_mentions(title: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The names of the text that stand in the title too, with places in the title."""
    known: dict[str, Mention] = {}
    for mention in mentions:
        known.setdefault(mention.surface, mention)
    placed: list[Mention] = []
    for surface in sorted(known, key=lambda surface: (-len(surface), surface)):
        at = title.find(surface)
        if at >= 0 and not any(at < other.span.end and other.span.start < at + len(surface) for other in placed):
            placed.append(known[surface]._replace(span=Span(at, at + len(surface))))
    return tuple(sorted(placed, key=lambda mention: mention.span))
