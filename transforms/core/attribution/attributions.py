"""Attributions of a text: those of its sentences turned into places, and quotations joined to whom they belong to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Spans, Tokens
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import cue_tokens, is_speaker, noun_phrase, subject
from newsbeam.transforms.core.attribution.guards import Guard, first_guard
from newsbeam.transforms.core.attribution.layouts import labelled, named_line
from newsbeam.transforms.core.attribution.nested_quotes import nested
from newsbeam.transforms.core.attribution.spans import merged, spans_of, with_quotes
from newsbeam.transforms.core.attribution.syntax import find_in_sentence
from newsbeam.transforms.core.attribution.turns import find_turns
from newsbeam.transforms.core.attribution.utterances import Utterances, is_hidden, second_parts, with_owner
from newsbeam.transforms.core.attribution.verb_guards import NARRATOR
from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

DATELINE = re.compile(r"[A-Z][A-Z.’' ]{2,30}(?:, [A-Z][A-Za-z. ]{1,24}(?: \d{1,2})?)?(?:,? \([^()\n]{1,30}\))?\s[—–-]{1,2}\s")
LONGEST_QUOTATION = 6
"""Paragraphs of one quotation before the one that tells whose it is."""
LONGEST_BLOCK = 12
"""Sentences of a paragraph that is set apart as a quotation."""
LOOK_BACK = 20
"""Attributions of a paragraph among which the owner of a bare quotation is looked for."""


def find_attributions(text: str, body: list[Sentence], docs: dict[int, Doc]) -> list[Attribution[Spans]]:
    """Attributions of all sentences, with bare quotations given to whom they belong to.

    Args:
        docs: by `id` of a sentence, what the parser made of it; for those that are worth parsing.
    """
    found: list[Attribution[Spans]] = []
    turns = find_turns(text, body)
    inner: list[Attribution[Spans]] = []
    held: list[Span] = []
    label: Attribution[Spans] | None = None
    for number, sentence in enumerate(body):
        if label_found := labelled(text, sentence, label):
            label = label_found
            found += [label_found] if label_found.content else []
            continue
        doc = docs.get(id(sentence))
        own = _in_sentence(text, sentence, doc) if doc is not None else []
        if not own and (named := named_line(text, sentence)):
            own = [named]
        if not own and doc is not None and not turns and (below := _unmarked_below(text, body, number)):
            own = _introducing(sentence, doc, text, below)
        if not own and sentence.is_bare() and not turns:
            if _opens_long_quotation(body, number):
                held += [quote.span for quote in sentence.spoken()]
                continue
            _give_bare(found, sentence, body[number - 1] if number else None)
        if held:
            own = [replace(one, content=(*held, *one.content)) if _is_end(sentence, one) else one for one in own]
            held = []
        found += [_corrected(text, sentence, one) for one in own]
        inner += nested(text, sentence) if sentence.quotes else ()
    return [*turns, *found, *inner]


def _opens_long_quotation(body: list[Sentence], number: int) -> bool:
    """Whether a paragraph of nothing but a quotation goes on in one that tells whose it is: `“It rained.` / `“It was cold,” Roe said.`"""
    if number and any(not quote.closed for quote in body[number - 1].quotes):
        return False
    for sentence in body[number : number + LONGEST_QUOTATION]:
        if not sentence.quotes or not sentence.quotes[0].utterance:
            return False
        if not sentence.is_bare():
            return sentence.paragraph > body[number].paragraph
        if sentence.quotes[-1].closed:
            return False
    return False


def _is_end(sentence: Sentence, own: Attribution[Spans]) -> bool:
    spoken = sentence.spoken()
    return bool(spoken) and bool(own.content) and own.content[0].start <= spoken[0].span.start


CORRECTION = re.compile(
    r"\s*(?:(?:Correction|Corrections|Clarification|Erratum)\b\s?[:—–-]|(?:An|A|The) (?:earlier|previous|original) "
    r"(?:version|headline|edition|report|story)\b|Editor[’']s [Nn]ote\b|This (?:article|story|report|post|headline|piece) "
    r"(?:has been|was) (?:amended|corrected|updated|changed)\b)"
)
"""A note that takes something back: what it says was said is not affirmed."""


def _corrected(text: str, sentence: Sentence, own: Attribution[Spans]) -> Attribution[Spans]:
    if not CORRECTION.match(text, sentence.span.start, sentence.span.end):
        return own
    return replace(own, cue=replace(own.cue, cue_class="retract", polarity="deny"))


def _in_sentence(text: str, sentence: Sentence, doc: Doc) -> list[Attribution[Spans]]:
    hidden = frozenset(token.i for token in doc if is_hidden(text, sentence, token)) if sentence.quotes else frozenset()
    found = find_in_sentence(doc, hidden)
    spoken = [quote.span for quote in sentence.spoken()]
    said = frozenset(token.i for token in doc if sentence.locate(token.idx, token.idx + len(token)) in spoken) if spoken else frozenset()
    owner = None
    if said:
        found, owner = with_owner(Utterances(doc, hidden, said), found)
    placed = []
    owned = found[owner].cue_place if owner is not None else frozenset()
    for number, own in enumerate(found):
        content = own.content if number == owner else own.content - said
        places = with_quotes(text, sentence, spans_of(sentence, doc, content, text))
        if number != owner and owned and owned <= content:
            places = merged([*places, *spoken], text)  # `“…,” Roe said, according to the Post`
        if number == owner:
            places = merged([*places, *spoken, *second_parts(text, sentence)], text)
        places = _without_dateline(text, sentence, places)
        cue, source = spans_of(sentence, doc, own.cue_place, text), spans_of(sentence, doc, own.source, text)
        if places and cue:
            placed.append(_placed(own, _around(cue), _around(source), tuple(places), sentence))
    return placed


def _unmarked_below(text: str, body: list[Sentence], number: int) -> Span | None:
    """The paragraph below a sentence that ends in a colon, where a page sets a quotation apart without marks."""
    if text[body[number].span.end - 1] != ":" or body[number].quotes or number + 1 == len(body):
        return None
    first = body[number + 1]
    below = [sentence for sentence in body[number + 1 : number + 1 + LONGEST_BLOCK] if sentence.paragraph == first.paragraph]
    if first.paragraph == body[number].paragraph or any(sentence.spoken() for sentence in below) or not text[first.span.start].isupper():
        return None
    return Span(first.span.start, below[-1].span.end)


def _introducing(sentence: Sentence, doc: Doc, text: str, below: Span) -> list[Attribution[Spans]]:
    """`The airline said in a post on Monday:`, of what stands below."""
    for verb in reversed(list(doc)):
        cue, speaker = cues.verbs().get(verb.lower_), subject(verb)
        if cue is None or cue.cue_class != "say" or "c" not in cue.frame or verb.tag_ not in ("VBD", "VBZ", "VBN") or speaker is None:
            continue
        if not is_speaker(speaker) or speaker.lower_ in NARRATOR:
            return []
        place = spans_of(sentence, doc, frozenset(cue_tokens(verb)), text)
        source = spans_of(sentence, doc, frozenset(noun_phrase(speaker)), text)
        own = Attribution(cue, _around(place), _around(source), (below,), "quote", sentence=sentence.span, paragraph=sentence.paragraph)
        return [own] if place and source else []
    return []


def _placed(own: Attribution[Tokens], cue: Spans, source: Spans, content: Spans, sentence: Sentence) -> Attribution[Spans]:
    return Attribution(own.cue, cue, source, content, own.rule, own.negated, sentence.span, sentence.paragraph)


def _around(spans: list[Span]) -> Spans:
    return (Span(spans[0].start, spans[-1].end),) if spans else ()


def _without_dateline(text: str, sentence: Sentence, content: list[Span]) -> list[Span]:
    """`VIENNA (Kelwire) — The house …`: what is said begins after the dash."""
    match = DATELINE.match(text, sentence.span.start, sentence.span.end)
    if match is None:
        return content
    return [Span(max(span.start, match.end()), span.end) for span in content if span.end > match.end()]


# Quotations that stand alone


class Alone(NamedTuple):
    """A sentence of nothing but quotations, the sentence before it, and the last attribution of the text so far."""

    sentence: Sentence
    before: Sentence | None
    last: Attribution[Spans]


def _give_bare(found: list[Attribution[Spans]], sentence: Sentence, before: Sentence | None) -> None:
    """Give a quotation that stands alone to the one who was speaking: join it to that claim, or append one of its own."""
    spans = tuple(quote.span for quote in sentence.spoken())
    if not found or not spans:
        return
    alone = Alone(sentence, before, found[-1])
    if first_guard(GOING_ON, alone):
        number = _last_with_source(found, sentence.paragraph)
        found[number] = replace(found[number], content=(*found[number].content, *spans), paragraph=sentence.paragraph)
    elif first_guard(BLOCKS, alone):
        cue = Cue(alone.last.cue.lemma, "say", "q")
        found.append(Attribution(cue, (), alone.last.source, spans, "block", sentence=sentence.span, paragraph=sentence.paragraph))


def is_in_paragraph(alone: Alone) -> bool:
    """`“Yes,” she said. “We will.”`"""
    return alone.last.paragraph == alone.sentence.paragraph


def is_continued(alone: Alone) -> bool:
    """A quotation that the paragraph before left open."""
    before = alone.before
    if before is None or all(quote.closed for quote in before.quotes):
        return False
    return alone.last.content[-1].end >= before.span.end - 1


def is_in_next_paragraph(alone: Alone) -> bool:
    """A paragraph of nothing but a quotation, after one in which somebody speaks."""
    return alone.sentence.paragraph - alone.last.paragraph <= 1 and bool(alone.last.source)


GOING_ON: tuple[Guard[Alone], ...] = (
    Guard(
        is_in_paragraph, "“We will be back,” the envoy said. “The talks go on.”", ("the envoy: “We will be back,” […] “The talks go on.”",)
    ),
    Guard(is_continued, "The envoy said: “We will be back.\n“The talks go on.”", ("The envoy: “We will be back. […] “The talks go on.”",)),
)
"""When a quotation that stands alone goes on with a claim before."""
BLOCKS: tuple[Guard[Alone], ...] = (
    Guard(
        is_in_next_paragraph,
        "The envoy said the talks had failed.\n“We will be back.”",
        ("The envoy: the talks had failed", "The envoy: “We will be back.”"),
    ),
)
"""When it is a claim of its own, of who spoke before."""


def _last_with_source(found: list[Attribution[Spans]], paragraph: int) -> int:
    """The number of the paragraph's last attribution with a source; else of the last one."""
    for number in range(len(found) - 1, max(-1, len(found) - 1 - LOOK_BACK), -1):
        if found[number].paragraph != paragraph:
            break
        if found[number].source:
            return number
    return len(found) - 1


def drop_covered(found: list[Attribution[Spans]]) -> list[Attribution[Spans]]:
    """Of attributions with the same content, the first one with a source."""
    kept: dict[Spans, Attribution[Spans]] = {}
    for own in found:
        before = kept.get(own.content)
        if before is None or (own.source and not before.source):
            kept[own.content] = own
    return sorted(kept.values(), key=lambda own: (own.content[0], own.content, own.cue_place or (Span(0, 0),)))
