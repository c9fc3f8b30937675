"""Places of a content: from tokens to spans of the text, trimmed, widened to whole quotations and merged."""

from typing import Any

from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.records import Span

GAP = " \t\u00a0,;:–—-"
"""What stands between the pieces of a content without parting them."""


def spans_of(sentence: Sentence, doc: Any, tokens: frozenset[int] | set[int], text: str) -> list[Span]:
    """The runs of `tokens` as places in the text, without outer commas and white space."""
    spans: list[Span] = []
    run: list[int] = []
    for i in [*sorted(tokens), -1]:
        if run and i != run[-1] + 1:
            first, last = doc[run[0]], doc[run[-1]]
            spans.append(trimmed(text, sentence.locate(first.idx, last.idx + len(last))))
            run = []
        run.append(i)
    return [s for s in spans if s.end > s.start and any(c.isalnum() for c in text[s.start : s.end])]


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
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and (span.start <= merged[-1].end or not text[merged[-1].end : span.start].strip(GAP + "\n")):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
