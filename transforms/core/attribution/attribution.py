"""An attribution: who said what with which cue, before it is known whom the source stands for."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.records import Span

Tokens = frozenset[int]
"""Numbers of tokens in one parsed sentence."""
Spans = tuple[Span, ...]
"""Places in a text, in order."""
Place = TypeVar("Place", Tokens, Spans)
Rule = Literal[
    "phrase", "clause", "quote", "object", "passive", "noun", "adjective", "hearsay", "label", "colon", "block", "headline", "turn"
]

NOWHERE = Span(0, 0)
"""The sentence of an attribution in numbers of tokens: it is not yet asked where that stands."""


@dataclass(frozen=True, slots=True)
class Attribution(Generic[Place]):
    """One attribution, in numbers of tokens or in places of the text.

    The rules for one parsed sentence make an `Attribution[Tokens]`; `attributions.py` turns it into an `Attribution[Spans]`, and the rules
    for layouts make that at once. `sentence` and `paragraph` are known of the second only. All places may be empty: a quotation that goes
    on has no cue of its own, hearsay has no source, and `she said` beside a quotation has no content before the two are joined.
    """

    cue: Cue
    cue_place: Place
    """As `Spans`: one span, or none."""
    source: Place
    """As `Spans`: one span, or none."""
    content: Place
    rule: Rule
    """Which rule found it: part of the confidence."""
    negated: bool = False
    sentence: Span = NOWHERE
    """The sentence's place in the text."""
    paragraph: int = 0
    """The number of the sentence's paragraph in the text, from 0."""


def only(places: Spans) -> Span | None:
    """The one place there is, if any."""
    return places[0] if places else None
