"""Claims: who said what, with which cue, how sure and with which numbers; evidence as offsets into the text.

In order: sentences worth parsing (`sentences.py`), attributions by rule (`syntax.py`), quotations joined to them (here), speakers
(`speakers.py`), numbers (`quantities.py`), times and hedges (`modality.py`). The rules are described in docs/claims.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from transforms.core import cues
from transforms.core.cues import Cue
from transforms.core.ids import content_id, make_id
from transforms.core.modality import confidence, event_time, hedges_in, is_negated_content, polarity_of, said_time
from transforms.core.model import load
from transforms.core.quantities import find_quantities
from transforms.core.quotes import Quote, find_quotes
from transforms.core.sentences import Sentence, can_claim, sentences
from transforms.core.speakers import Discourse, Speaker, resolve
from transforms.core.syntax import find_drafts
from transforms.core.tree import Draft, cue_tokens, noun_phrase, subject
from transforms.core.wordlists import wordset
from transforms.records import Article, Claim, Mention, QuoteType, Span, Zone

EXTRACTOR = "claims-rules/1"
"""Which rules made a claim: raise it if they change what is found."""
BATCH = 64
LOOK_BACK = 20
"""Attributions of a paragraph among which the owner of a bare quotation is looked for."""
SHORT_QUOTE = 4
"""Words: a quotation of no more is a quoted term, and a cue inside it still counts."""
GAP = " \t\u00a0,;:–—-"
JOINT = " [\u2026] "
"""Between the pieces of a content in `content_text`."""
LABELLED = re.compile(r"^\s*(Source|Quote|Direct quote|Details|Background)(?: from [^:]{1,80})?:\s*", re.I)
NAMED_LINE = re.compile(r"^\s*((?:[A-Z][\w.’'-]*)(?:\s[\w.,’'-]+){0,7}?)(:\s+|\s+[—–]\s+)(?=[“\"‘'«])")
HEADLINE_COLON = re.compile(r"^([A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,4}?)(:\s+)(\S.{8,})$")
HEADLINE_DASH = re.compile(r"^(.{12,}?)(\s+[-–—]\s+|,\s+says?\s+)([A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,4})$")
NO_SPEAKER = wordset(
    """
    watch live update updates exclusive video opinion analysis explainer explained breaking photos interview review podcast
    editorial
    """
)


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as places in a text, before it is known who speaks."""

    cue: Cue
    cue_span: Span | None
    source: Span | None
    content: tuple[Span, ...]
    rule: str
    sentence: Span
    paragraph: int
    negated: bool = False


def find_claims(article: Article, mentions: tuple[Mention, ...], model: str) -> tuple[Claim, ...]:
    """All claims of an article, headline first, then in the order of the text.

    Args:
        mentions: what `find_entities` found in the text.
        model: see `transforms.core.model.load`.

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
    headline = list(sentences(title))
    worth = [s for s in (*headline, *body) if can_claim(s)]
    docs = dict(zip(map(id, worth), nlp.pipe([s.parsed for s in worth], batch_size=BATCH), strict=True))
    head_found = [*_headline(title), *_attributions(title, headline, docs)]
    found = _attributions(article.text, body, docs)
    return (
        *_claims(article, title, _drop_covered(head_found), _title_mentions(title, mentions), "headline"),
        *_claims(article, article.text, _drop_covered(found), mentions, "body"),
    )


# --- attributions ----------------------------------------------------------------------------------------------------


def _attributions(text: str, body: list[Sentence], docs: dict[int, Any]) -> list[Found]:
    """Attributions of all sentences, with bare quotations given to whom they belong to."""
    found: list[Found] = []
    label: Found | None = None
    for number, sentence in enumerate(body):
        if labelled := _labelled(text, sentence, label):
            label = labelled
            found += [labelled] if labelled.content else []
            continue
        doc = docs.get(id(sentence))
        own = _in_sentence(text, sentence, doc) if doc is not None else []
        if not own and (named := _named_line(text, sentence)):
            own = [named]
        if not own and sentence.is_bare():
            _give_bare(found, sentence, body[number - 1] if number else None)
        found += own
    return found


def _in_sentence(text: str, sentence: Sentence, doc: Any) -> list[Found]:
    hidden = frozenset(t.i for t in doc if _is_hidden(sentence, t, text)) if sentence.quotes else frozenset()
    drafts = find_drafts(doc, hidden)
    spoken = sentence.spoken()
    said = _said_tokens(sentence, doc) if spoken else frozenset()
    owner = _owner(doc, sentence, drafts) if spoken else None
    if owner is None and spoken:
        drafts = [*drafts, *([made] if (made := _bare_verb(doc, hidden)) else [])]
        owner = len(drafts) - 1 if drafts and drafts[-1].rule == "quote" else None
    out = []
    for number, draft in enumerate(drafts):
        content = _spans(sentence, doc, draft.content - said if number != owner else draft.content, text)
        content = _with_quotes(text, sentence, content)
        if number == owner:
            content = _merge([*content, *(q.span for q in spoken)], text)
        cue = _spans(sentence, doc, draft.cue_tokens, text)
        source = _spans(sentence, doc, draft.source, text)
        if not content or not cue:
            continue
        whole = Span(source[0].start, source[-1].end) if source else None
        out.append(Found(draft.cue, _around(cue), whole, tuple(content), draft.rule, sentence.span, sentence.paragraph, draft.negated))
    return out


def _around(spans: list[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def _is_hidden(sentence: Sentence, token: Any, text: str) -> bool:
    """Inside an utterance, or inside a quotation of more than a term."""
    place = sentence.locate(token.idx, token.idx + len(token))
    for quote in sentence.quotes:
        if quote.span.start <= place.start < quote.span.end:
            return quote.utterance or len(text[quote.span.start : quote.span.end].split()) > SHORT_QUOTE
    return False


def _said_tokens(sentence: Sentence, doc: Any) -> frozenset[int]:
    """Tokens of stand-ins."""
    spoken = [q.span for q in sentence.spoken()]
    return frozenset(t.i for t in doc if sentence.locate(t.idx, t.idx + len(t)) in spoken)


def _owner(doc: Any, sentence: Sentence, drafts: list[Draft]) -> int | None:
    """Which draft says the sentence's utterances: the one whose cue stands nearest to one, outside the others' contents."""
    said = _said_tokens(sentence, doc)
    best: tuple[int, int] | None = None
    for number, draft in enumerate(drafts):
        if not said:
            return None
        distance = min(abs(i - j) for i in (*draft.cue_tokens, *draft.source) for j in said)
        if draft.rule in ("noun", "adjective", "hearsay"):
            distance += 6
        if said & draft.content:
            distance -= 4
        if best is None or distance < best[0]:
            best = (distance, number)
    return best[1] if best and best[0] <= 12 else None


def _bare_verb(doc: Any, hidden: frozenset[int]) -> Draft | None:
    """A cue whose only content is the utterance: `she said`, `said the mayor`, or any verb beside `: “…”`."""
    options = []
    for token in doc:
        cue = cues.verbs().get(token.lower_)
        if token.i in hidden or not token.tag_.startswith("V") or token.dep_ in ("amod", "aux", "auxpass"):
            continue
        speaker = subject(token)
        if cue is None and not (speaker is not None and any(t.text == ":" for t in doc[token.i :])):
            continue
        near = min((abs(token.i - i) for i in hidden), default=99)
        options.append((cue is None, near, token.i, token, cue, speaker))
    if not options:
        return None
    _, _, _, token, cue, speaker = min(options, key=lambda o: o[:3])
    source = noun_phrase(speaker) - hidden if speaker is not None else set()
    return Draft(cue or Cue(token.lower_, "say", "q"), frozenset(cue_tokens(token)), frozenset(source), frozenset(), "quote")


def _spans(sentence: Sentence, doc: Any, tokens: frozenset[int] | set[int], text: str) -> list[Span]:
    """The runs of `tokens` as places in the text, without outer commas and white space."""
    spans: list[Span] = []
    run: list[int] = []
    for i in [*sorted(tokens), -1]:
        if run and i != run[-1] + 1:
            first, last = doc[run[0]], doc[run[-1]]
            spans.append(_trimmed(text, sentence.locate(first.idx, last.idx + len(last))))
            run = []
        run.append(i)
    return [s for s in spans if s.end > s.start and any(c.isalnum() for c in text[s.start : s.end])]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start] in GAP or text[start].isspace()):
        start += 1
    while (
        end > start
        and (text[end - 1] in GAP + "." or text[end - 1].isspace())
        and not (text[end - 1] == "." and text[end - 3 : end - 2] == ".")
    ):
        end -= 1
    return Span(start, end)


def _with_quotes(text: str, sentence: Sentence, content: list[Span]) -> list[Span]:
    """Contents that cut a quotation take all of it."""
    wide = []
    for span in content:
        for quote in sentence.quotes:
            if not quote.utterance and quote.span.start < span.end and span.start < quote.span.end:
                span = Span(min(span.start, quote.span.start), max(span.end, quote.span.end))
        wide.append(span)
    return _merge(wide, text)


def _merge(spans: list[Span], text: str) -> list[Span]:
    """Sorted, joined where they overlap or only punctuation stands between."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and (span.start <= merged[-1].end or not text[merged[-1].end : span.start].strip(GAP + "\n")):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _give_bare(found: list[Found], sentence: Sentence, before: Sentence | None) -> None:
    """Give a quotation that stands alone to the one who was speaking: join it to that claim, or append one of its own."""
    spans = tuple(q.span for q in sentence.spoken())
    if not found or not spans:
        return
    last = found[-1]
    goes_on = before is not None and any(not q.closed for q in before.quotes) and last.content[-1].end >= before.span.end - 1
    if last.paragraph == sentence.paragraph or goes_on:
        number = _last_with_source(found, sentence.paragraph)
        found[number] = replace(found[number], content=(*found[number].content, *spans), paragraph=sentence.paragraph)
    elif sentence.paragraph - last.paragraph <= 1 and last.source:
        found.append(Found(Cue(last.cue.lemma, "say", "q"), None, last.source, spans, "block", sentence.span, sentence.paragraph))


def _last_with_source(found: list[Found], paragraph: int) -> int:
    """The number of the paragraph's last attribution with a source; else of the last one."""
    for number in range(len(found) - 1, max(-1, len(found) - 1 - LOOK_BACK), -1):
        if found[number].paragraph != paragraph:
            break
        if found[number].source:
            return number
    return len(found) - 1


def _labelled(text: str, sentence: Sentence, label: Found | None) -> Found | None:
    """`Source: X` and, after it, `Quote: “…”`."""
    line = text[sentence.span.start : sentence.span.end]
    match = LABELLED.match(line)
    if match is None:
        return None
    kind = match[1].lower()
    rest = _trimmed(text, Span(sentence.span.start + match.end(), sentence.span.end))
    cue_span = Span(sentence.span.start + match.start(1), sentence.span.start + match.end(1))
    if kind == "source":
        source = Span(
            rest.start, min([rest.end, *(rest.start + m.start() for m in re.finditer(r",| on | in ", text[rest.start : rest.end]))])
        )
        return Found(Cue(kind, "say", "c"), cue_span, source, (), "label", sentence.span, sentence.paragraph)
    if label is None or "quote" not in kind or rest.end <= rest.start:
        return None
    return Found(Cue("quote", "say", "c"), cue_span, label.source, (rest,), "label", sentence.span, sentence.paragraph)


def _named_line(text: str, sentence: Sentence) -> Found | None:
    """`The mayor of Northtown: “…”`, and the same with a dash."""
    if not sentence.spoken():
        return None
    line = text[sentence.span.start : sentence.span.end]
    match = NAMED_LINE.match(line)
    if match is None:
        return None
    at = sentence.span.start
    source = Span(at + match.start(1), at + match.end(1))
    cue = _trimmed_mark(Span(at + match.start(2), at + match.end(2)), text)
    spans = tuple(q.span for q in sentence.spoken() if q.span.start >= source.end)
    return Found(Cue(":", "say", "q"), cue, source, spans, "colon", sentence.span, sentence.paragraph) if spans else None


def _trimmed_mark(span: Span, text: str) -> Span:
    start = span.start + len(text[span.start : span.end]) - len(text[span.start : span.end].lstrip())
    return Span(start, start + 1)


def _headline(title: str) -> Iterator[Found]:
    """`Roe: truce is near`, `Truce is near - Roe`."""
    whole = Span(0, len(title))
    if match := HEADLINE_COLON.match(title):
        if match[1].lower().split()[0] not in NO_SPEAKER:
            content = _trimmed(title, Span(*match.span(3)))
            yield Found(
                Cue(":", "say", "c"), _trimmed_mark(Span(*match.span(2)), title), Span(*match.span(1)), (content,), "headline", whole, 0
            )
    elif (match := HEADLINE_DASH.match(title)) and match[3].lower().split()[0] not in NO_SPEAKER:
        content = _trimmed(title, Span(*match.span(1)))
        yield Found(
            Cue("-", "say", "c"), _trimmed_mark(Span(*match.span(2)), title), Span(*match.span(3)), (content,), "headline", whole, 0
        )


def _drop_covered(found: list[Found]) -> list[Found]:
    """Of attributions with the same content, the first one with a source."""
    seen: dict[tuple[Span, ...], Found] = {}
    for item in found:
        before = seen.get(item.content)
        if before is None or (before.source is None and item.source is not None):
            seen[item.content] = item
    return sorted(seen.values(), key=lambda f: (f.content[0], f.content, f.cue_span or Span(0, 0)))


# --- from places to claims -------------------------------------------------------------------------------------------


def _claims(article: Article, text: str, found: list[Found], mentions: tuple[Mention, ...], zone: Zone) -> Iterator[Claim]:
    discourse = Discourse(text, mentions)
    for item in sorted(found, key=lambda f: (f.source or f.cue_span or f.content[0], f.content)):
        speaker = resolve(discourse, item.source)
        if item.source and (speaker.kind or speaker.name):
            discourse.speak(item.source.start, speaker)
        yield _claim(article, text, item, speaker, zone)


def _claim(article: Article, text: str, item: Found, speaker: Speaker, zone: Zone) -> Claim:
    quotes = find_quotes_in(text, item.content)
    kind, share = quote_type(text, item.content, quotes)
    content_text = JOINT.join(text[s.start : s.end] for s in item.content)
    spans = ",".join(f"{s.start}-{s.end}" for s in (*([item.cue_span] if item.cue_span else []), *item.content))
    outside = _outside(text, item)
    said_at = said_time(outside, article.published_at)
    event_from, event_to = event_time(content_text, said_at or article.published_at)
    where: Zone = "block_quote" if item.rule == "block" and zone == "body" else zone
    return Claim(
        claim_id=make_id("claim", article.article_id, content_id(article.title, text), where, spans),
        zone=where,
        source=item.source,
        source_text=text[item.source.start : item.source.end] if item.source else None,
        speaker_entity_id=speaker.entity_id,
        speaker_name=speaker.name,
        speaker_role=speaker.role,
        speaker_kind=speaker.kind,
        resolved_by=speaker.resolved_by,
        cue=item.cue_span,
        cue_text=text[item.cue_span.start : item.cue_span.end] if item.cue_span else None,
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
        confidence=confidence(item.rule, share, speaker.resolved_by, has_source=item.source is not None),
        extractor=EXTRACTOR,
        quantities=tuple(q for s in item.content for q in find_quantities(text, s.start, s.end)),
    )


def _outside(text: str, item: Found) -> str:
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
        replace(q, span=Span(s.start + q.span.start, s.start + q.span.end)) for s in content for q in find_quotes(text[s.start : s.end])
    )


def quote_type(text: str, content: tuple[Span, ...], quotes: tuple[Quote, ...]) -> tuple[QuoteType, float]:
    """Direct, indirect or mixed, and the share of the content's words that stand in quotation marks.

    A leading `that` does not make a quotation mixed.
    """
    words = sum(len(re.sub(r"^that\b", "", text[s.start : s.end]).split()) for s in content)
    quoted = sum(len(text[q.span.start : q.span.end].split()) for q in quotes)
    share = min(1.0, quoted / words) if words else 0.0
    return ("direct" if share >= 0.95 else "mixed" if share > 0 else "indirect"), round(share, 3)


def _title_mentions(title: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The names of the text that stand in the title too, with places in the title."""
    known: dict[str, Mention] = {}
    for mention in mentions:
        known.setdefault(mention.surface, mention)
    placed: list[Mention] = []
    for surface in sorted(known, key=lambda s: (-len(s), s)):
        at = title.find(surface)
        if at >= 0 and not any(at < m.span.end and m.span.start < at + len(surface) for m in placed):
            placed.append(known[surface]._replace(span=Span(at, at + len(surface))))
    return tuple(sorted(placed, key=lambda m: m.span))
