"""Whether a text speaks of a person as he or she: by the title or role right before the name."""

import re

from newsbeam.transforms.core.text.given_names import Gender
from newsbeam.transforms.core.text.titles import FEMALE, MALE, written

HE_WORDS = re.compile(
    rf"\b(?:{written(MALE)}|[Ss]pokesman|[Cc]hairman|[Cc]ongressman|[Bb]usinessman|"
    r"[Cc]ouncilman|[Aa]lderman|[Pp]oliceman|[Ff]isherman|[Hh]usband|[Ff]ather|[Ss]on|[Bb]rother|[Gg]randfather|[Uu]ncle|[Aa]ctor)"
    r"\.?(?:\s+(?:(?!of\b|for\b|to\b|and\b)\w+\s){0,2})?$"
)
SHE_WORDS = re.compile(
    rf"\b(?:{written(FEMALE)}|[Ss]pokeswoman|[Cc]hairwoman|[Cc]ongresswoman|"
    r"[Bb]usinesswoman|[Cc]ouncilwoman|[Pp]olicewoman|[Ww]ife|[Mm]other|[Dd]aughter|[Ss]ister|[Gg]randmother|[Aa]unt|[Aa]ctress|[Ww]idow)"
    r"\.?(?:\s+(?:(?!of\b|for\b|to\b|and\b)\w+\s){0,2})?$"
)


def gender_before(before: str) -> Gender | None:
    """By the title or role that stands right before a name; `before` is the text up to it."""
    near = before[-40:]
    return "she" if SHE_WORDS.search(near) else "he" if HE_WORDS.search(near) else None
