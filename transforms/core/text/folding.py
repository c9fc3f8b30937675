"""Spellings folded into one: what two lines that say the same have in common."""

import re

_NOT_WORD = re.compile(r"[\W_]+")


def squash(text: str) -> str:
    """Letters and digits alone, folded: what two spellings of one line share."""
    return _NOT_WORD.sub("", text.casefold())
