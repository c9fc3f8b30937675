"""One attribution as places in a text, before it is known who speaks."""

from dataclasses import dataclass

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.records import Span


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
