"""Claims by layout, without a parser: `Source: X` / `Quote: “…”`, `The mayor: “…”`, `Roe: truce is near`, `Truce is near - Roe`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Found
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.spans import trimmed
from newsbeam.transforms.core.attribution.speaker_words import COURTS, is_human_word
from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Mention, Span

LABELLED = re.compile(r"^\s*(Source|Quote|Direct quote|Details|Background)(?: from [^:]{1,80})?:\s*", re.I)
NAMED_LINE = re.compile(r"^\s*((?:[A-Z][\w.’'-]*)(?:\s[\w.,’'-]+){0,7}?)(:\s+|\s+[—–]\s+)(?=[“\"‘'«])")
HEADLINE_COLON = re.compile(r"^([A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,4}?)(:\s+)(\S.{8,})$")
HEADLINE_DASH = re.compile(r"^(.{12,}?)(\s+[-–—]\s+|,\s+says?\s+)([A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,4})$")
HEADLINE_QUOTED = re.compile(r"^([\"“'‘].{8,}[\"”'’])(\s+[-–—]\s+|:\s+)([\w’'-]+(?:\s[\w’'-]+){0,5})$")
HEADLINE_SAID = re.compile(r"^(.{10,}?),\s+((?:[\w’'-]+\s){0,5}?[\w’'-]+)\s(\w+)$")
NO_SPEAKER = wordset(
    """
    watch live update updates exclusive video opinion analysis explainer explained breaking photos interview review podcast
    editorial match preview recap factbox timeline profile obituary quiz gallery graphic comment column letters letter factcheck
    fact-check revealed report reports in how why what who when where
    """
)
"""What stands before a colon and is a kind of article."""
PLACES = frozenset(("GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK", "LAW"))
"""What a headline is about, if it stands before a colon."""


def labelled(text: str, sentence: Sentence, label: Found | None) -> Found | None:
    """`Source: X` and, after it, `Quote: “…”`."""
    line = text[sentence.span.start : sentence.span.end]
    match = LABELLED.match(line)
    if match is None:
        return None
    kind = match[1].lower()
    rest = trimmed(text, Span(sentence.span.start + match.end(), sentence.span.end))
    cue_span = Span(sentence.span.start + match.start(1), sentence.span.start + match.end(1))
    if kind == "source":
        source = Span(
            rest.start, min([rest.end, *(rest.start + m.start() for m in re.finditer(r",| on | in ", text[rest.start : rest.end]))])
        )
        return Found(Cue(kind, "say", "c"), cue_span, source, (), "label", sentence.span, sentence.paragraph)
    if label is None or "quote" not in kind or rest.end <= rest.start:
        return None
    return Found(Cue("quote", "say", "c"), cue_span, label.source, (rest,), "label", sentence.span, sentence.paragraph)


def named_line(text: str, sentence: Sentence) -> Found | None:
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


def headline(title: str, mentions: tuple[Mention, ...] = ()) -> Iterator[Found]:
    """`Roe: truce is near`, `Truce is near - Roe`, `Truce is near, envoy says`.

    Args:
        title: the headline.
        mentions: the names of the text, with places in the title.
    """
    if match := HEADLINE_QUOTED.match(title):
        yield _in_headline(title, match, source=3, mark=2, content=1)
    elif match := HEADLINE_COLON.match(title):
        if _can_head(match[1], mentions):
            yield _in_headline(title, match, source=1, mark=2, content=3)
    elif (match := HEADLINE_DASH.match(title)) and _can_head(match[3], mentions):
        yield _in_headline(title, match, source=3, mark=2, content=1)
    elif (match := HEADLINE_SAID.match(title)) and (cue := cues.verbs().get(match[3].lower())) and "c" in cue.frame:
        court = match[2].lower().split()[-1] in COURTS and cue.lemma in ("tell", "hear")
        found = _in_headline(title, match, source=2, mark=3, content=1)
        yield replace(found, cue=cue, cue_span=Span(*match.span(3)), source=None if court else found.source)


def _in_headline(title: str, match: re.Match[str], *, source: int, mark: int, content: int) -> Found:
    sign = _trimmed_mark(Span(*match.span(mark)), title)
    lemma = ":" if match[mark].strip() == ":" else "-"
    what = trimmed(title, Span(*match.span(content)))
    return Found(Cue(lemma, "say", "c"), sign, Span(*match.span(source)), (what,), "headline", Span(0, len(title)), 0)


def _can_head(words: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether somebody who speaks may be called so: not a kind of article, nor a place that the article is about."""
    first = words.lower().split()[0]
    if first in NO_SPEAKER or any(c.isdigit() for c in words):
        return False
    labels = {m.label for m in mentions if m.surface in words}
    return not labels & PLACES or bool(labels & {"PER", "ORG"}) or any(is_human_word(w.lower()) for w in words.split())
