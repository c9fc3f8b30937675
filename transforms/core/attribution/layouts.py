"""Claims by layout, without a parser: `Source: X` / `Quote: “…”`, `The mayor: “…”`."""

import re

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Rule, Spans
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.spans import trimmed
from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.records import Span

LABELLED = re.compile(r"^\s*(Source|Quote|Direct quote|Details|Background)(?: from [^:]{1,80})?:\s*", re.I)
QUOTE_BEHIND = re.compile(r"\s((?:Direct )?[Qq]uote)(?: from [^:]{1,80})?:\s*")
"""Both on one line, where a page has only a line break between."""
NAMED_LINE = re.compile(r"^\s*((?:[A-Z][\w.’'-]*)(?:\s[\w.,’'-]+){0,7}?)(:\s+|\s+[—–]\s+)(?=[“\"‘'«])")


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
        behind = QUOTE_BEHIND.search(text, rest.start, rest.end)
        end = re.search(r",| on | in ", text[rest.start : behind.start() if behind else rest.end])
        source = Span(rest.start, rest.start + end.start() if end else behind.start() if behind else rest.end)
        if behind and behind.end() < rest.end:
            own = (Span(behind.end(), rest.end),)
            return _in_line(sentence, Cue("quote", "say", "c"), Span(*behind.span(1)), (source,), own, "label")
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
    if match is None or match[1].lower().split()[-1] in cues.verbs():
        return None
    at = sentence.span.start
    source = Span(at + match.start(1), at + match.end(1))
    cue = trimmed_mark(Span(at + match.start(2), at + match.end(2)), text)
    spans = tuple(quote.span for quote in sentence.spoken() if quote.span.start >= source.end)
    return _in_line(sentence, Cue(":", "say", "q"), cue, (source,), spans, "colon") if spans else None


def _in_line(sentence: Sentence, cue: Cue, mark: Span, source: Spans, content: Spans, rule: Rule) -> Attribution[Spans]:
    return Attribution(cue, (mark,), source, content, rule, sentence=sentence.span, paragraph=sentence.paragraph)


def trimmed_mark(span: Span, text: str) -> Span:
    """The mark in a stretch of white space and one mark."""
    start = span.start + len(text[span.start : span.end]) - len(text[span.start : span.end].lstrip())
    return Span(start, start + 1)
