"""Places of a content: from tokens to spans of the text, trimmed, widened to whole quotations and merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

GAP = " \t\u00a0,;:–—-"
"""What stands between the pieces of a content without parting them."""


def spans_of(sentence: Sentence, doc: Doc, tokens: frozenset[int] | set[int], text: str) -> list[Span]:
    """The runs of `tokens` as places in the text, without outer commas and white space."""
    spans: list[Span] = []
    run: list[int] = []
    for number in [*sorted(tokens), -1]:
        if run and number != run[-1] + 1:
            first, last = doc[run[0]], doc[run[-1]]
            spans.append(trimmed(text, sentence.locate(first.idx, last.idx + len(last))))
            run = []
        run.append(number)
    return [span for span in spans if span.end > span.start and any(mark.isalnum() for mark in text[span.start : span.end])]


def trimmed(text: str, span: Span) -> Span:
    """`span` without white space, commas and a full stop around it."""
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


def with_quotes(text: str, sentence: Sentence, content: list[Span]) -> list[Span]:
    """Contents that cut a quotation take all of it."""
    wide = []
    for span in content:
        for quote in sentence.quotes:
            if not quote.utterance and quote.span.start < span.end and span.start < quote.span.end:
                span = Span(min(span.start, quote.span.start), max(span.end, quote.span.end))
        wide.append(span)
    return merged(wide, text)


def merged(spans: list[Span], text: str) -> list[Span]:
    """Sorted, joined where they overlap or only punctuation stands between."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and (span.start <= joined[-1].end or not text[joined[-1].end : span.start].strip(GAP + "\n")):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
