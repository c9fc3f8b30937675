"""Claims by layout, without a parser: `Source: X` / `Quote: “…”`, `The mayor: “…”`, `Roe: truce is near`, `Truce is near - Roe`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Rule, Spans
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


def labelled(text: str, sentence: Sentence, label: Attribution[Spans] | None) -> Attribution[Spans] | None:
    """`Source: X` and, after it, `Quote: “…”`."""
    line = text[sentence.span.start : sentence.span.end]
    match = LABELLED.match(line)
    if match is None:
        return None
    kind = match[1].lower()
    rest = trimmed(text, Span(sentence.span.start + match.end(), sentence.span.end))
    mark = Span(sentence.span.start + match.start(1), sentence.span.start + match.end(1))
    if kind == "source":
        end = re.search(r",| on | in ", text[rest.start : rest.end])
        source = Span(rest.start, rest.start + end.start() if end else rest.end)
        return _in_line(sentence, Cue(kind, "say", "c"), mark, (source,), (), "label")
    if label is None or "quote" not in kind or rest.end <= rest.start:
        return None
    return _in_line(sentence, Cue("quote", "say", "c"), mark, label.source, (rest,), "label")


def named_line(text: str, sentence: Sentence) -> Attribution[Spans] | None:
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
    spans = tuple(quote.span for quote in sentence.spoken() if quote.span.start >= source.end)
    return _in_line(sentence, Cue(":", "say", "q"), cue, (source,), spans, "colon") if spans else None


def _in_line(sentence: Sentence, cue: Cue, mark: Span, source: Spans, content: Spans, rule: Rule) -> Attribution[Spans]:
    return Attribution(cue, (mark,), source, content, rule, sentence=sentence.span, paragraph=sentence.paragraph)


def _trimmed_mark(span: Span, text: str) -> Span:
    start = span.start + len(text[span.start : span.end]) - len(text[span.start : span.end].lstrip())
    return Span(start, start + 1)


def headline(title: str, mentions: tuple[Mention, ...] = ()) -> Iterator[Attribution[Spans]]:
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
        yield replace(found, cue=cue, cue_place=(Span(*match.span(3)),), source=() if court else found.source)


def _in_headline(title: str, match: re.Match[str], *, source: int, mark: int, content: int) -> Attribution[Spans]:
    sign = _trimmed_mark(Span(*match.span(mark)), title)
    lemma = ":" if match[mark].strip() == ":" else "-"
    what = trimmed(title, Span(*match.span(content)))
    speaker = Span(*match.span(source))
    return Attribution(Cue(lemma, "say", "c"), (sign,), (speaker,), (what,), "headline", sentence=Span(0, len(title)))


def _can_head(words: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether somebody who speaks may be called so: not a kind of article, nor a place that the article is about."""
    first = words.lower().split()[0]
    if first in NO_SPEAKER or any(mark.isdigit() for mark in words):
        return False
    labels = {mention.label for mention in mentions if mention.surface in words}
    return not labels & PLACES or bool(labels & {"PER", "ORG"}) or any(is_human_word(word.lower()) for word in words.split())
