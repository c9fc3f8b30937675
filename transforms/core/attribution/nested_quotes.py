"""What is quoted inside a quotation: `“Dad said, ‘Run,’ and we ran,” she recalled`. Two claims, one told in the other.

The parser does not see the inside of quotations: this is read by its words.
"""

import re
from collections.abc import Iterator

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Spans
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.records import Span

_VERBS = "said|says|told|tells|asked|shouted|yelled|screamed|cried|replied|answered|wrote|added|whispered|called out"
INNER = re.compile(
    r"(?P<source>\b(?:he|she|they|(?:my|his|her|their|our|the|an?|one)\s(?:[\w-]+\s)?[\w-]+|[A-Z][\w’-]*(?:\s[A-Z][\w’-]*){0,2}))\s"
    rf"(?:[^,.;:“”‘\"]{{0,60}}?\band\s)?(?P<verb>{_VERBS})(?:\s(?:me|us|him|her|them))?\s?[,:]?\s*(?P<quote>[‘“\"']\s?(?=[A-Z0-9]))",
    re.I,
)
CLOSE = {"‘": "’", "“": "”", '"': '"', "'": "'"}
NARRATORS = ("i", "we", "you")


def nested(text: str, sentence: Sentence) -> Iterator[Attribution[Spans]]:
    """The claims that are quoted inside a sentence's utterances."""
    for quote in sentence.spoken():
        start, end = quote.span.start + 1, quote.span.end
        for match in INNER.finditer(text, start, end):
            opened = match.start("quote")
            close = _closing(text, opened, end)
            if close is None or match["source"].lower() in NARRATORS or text[opened] == text[quote.span.start]:
                continue
            cue = cues.verbs().get(match["verb"].split()[0].lower()) or Cue(match["verb"].lower(), "say", "q")
            yield Attribution(
                cue,
                (Span(*match.span("verb")),),
                (Span(*match.span("source")),),
                (Span(opened, close + 1),),
                "quote",
                sentence=sentence.span,
                paragraph=sentence.paragraph,
            )


def _closing(text: str, opened: int, end: int) -> int | None:
    """Where the inner quotation ends: at its mark behind a comma, stop or space, not at an apostrophe."""
    mark = CLOSE[text[opened]]
    for at in range(opened + 2, end):
        if text[at] == mark and (text[at - 1] in ",.!?" or (text[at - 1].isspace() and text[at - 2] in ",.!?")):
            return at
    return None
