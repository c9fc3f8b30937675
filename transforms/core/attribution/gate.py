"""Which sentences are worth parsing: parsing is most of the cost of claims, and most sentences tell and do not attribute."""

import re

from newsbeam.transforms.core.attribution.cues import has_cue
from newsbeam.transforms.core.text.sentences import Sentence

WORD = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?")


def can_claim(sentence: Sentence) -> bool:
    """Whether it is worth parsing: it has a cue outside its utterances, or an utterance and words around it."""
    if sentence.spoken():
        return not sentence.is_bare()
    words = [word.lower() for word in WORD.findall(sentence.parsed)]
    return len(words) > 2 and has_cue(words)
