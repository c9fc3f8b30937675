"""Word tables as text: sorted out by white space, so that a table reads as prose and not as punctuation."""


def wordset(text: str) -> frozenset[str]:
    """The words of `text`, as a set."""
    return frozenset(text.split())


def word_list(text: str) -> tuple[str, ...]:
    """The words of `text`, in order."""
    return tuple(text.split())
