"""What happened to those counted: the verb that governs a number, or the one that it is the subject of."""

from newsbeam.transforms.core.figures.patterns import CLAUSE, LIGHT, MAX_GAP, NAMED_EVENTS, OF_PEOPLE, PHRASES, SUBORDINATE, TOKEN
from newsbeam.transforms.core.figures.things import NOUN_CLASS, event_of, singular
from newsbeam.transforms.records import Span

IMPLIED_EVENTS = {
    **dict.fromkeys(("employee", "staff", "workforce"), "employed"),
    **dict.fromkeys(("marcher", "protester", "protestor", "demonstrator"), "marched"),
}
"""What they did whom a noun names, where nothing else is told of them."""
OF_PEOPLE_ONLY = ("marched", "employed")


def event_at(text: str, span: Span, start: int, end: int, before_at: int, *, is_people: bool) -> str | None:
    """What happened to those counted: the verb that has them as its object or subject, else the nearest of the clause before."""
    before = [match[0] for match in TOKEN.finditer(text, max(start, span.start - 120), span.start)]
    if (object_of := _governor(before)) and (is_people or object_of not in OF_PEOPLE_ONLY):
        return object_of
    clause = text[span.end : end]
    cut = CLAUSE.search(clause)
    words = [match[0] for match in TOKEN.finditer(clause[: cut.start()] if cut else clause)][:14]
    head_words = [match[0] for match in TOKEN.finditer(text, span.start, span.end)][1:]
    for word in head_words:
        if word.casefold() in NAMED_EVENTS:
            if word.casefold() == "casualties":
                return "casualties"
            return "killed" if word.casefold() in ("bodies", "lives", "body") else event_of(singular(word)) or event_of(word)
    if is_people and (phrase := next((name for name, pattern in PHRASES if pattern.match(clause)), None)):
        return phrase
    if subject_of := _predicate(words, is_people=is_people):
        return subject_of
    clause_before = CLAUSE.split(text[max(start, before_at, span.start - 80) : span.start])[-1]
    for word in reversed([match[0] for match in TOKEN.finditer(clause_before)][-14:]) if is_people else ():
        if (name := event_of(word)) in OF_PEOPLE:
            return name
    told = next((name for word in head_words if (name := event_of(word)) and singular(word) not in NOUN_CLASS), None)
    return told or (IMPLIED_EVENTS.get(singular(head_words[-1])) if head_words else None)


def _governor(before: list[str]) -> str | None:
    """The verb right before a number, with nothing between but `at least` and the like: `killing 12`; not `were killed, 12 …`."""
    at = len(before) - 1
    while at >= 0 and (before[at].casefold() in LIGHT):
        at -= 1
    if at < 0:
        return None
    if before[at].casefold() == "by" and at > 0:
        return event_of(before[at - 1])
    if before[at].casefold() == "with" and at > 0 and event_of(before[at - 1]) == "loaded":
        return "loaded"
    name = event_of(before[at])
    if name and at > 0 and before[at - 1].casefold() in ("was", "were", "been", "being", "is", "are"):
        return None
    return name


def _predicate(words: list[str], *, is_people: bool) -> str | None:
    """The verb whose subject the counted are: `12 people were killed`; of people, what is told of people first."""
    first: str | None = None
    gap = MAX_GAP + 6 if [word.casefold() for word in words[:3]] == ["the", "number", "of"] else MAX_GAP
    for at, word in enumerate(words[:gap]):
        low = word.casefold()
        if low[0].isdigit() or low in (";", ".") or low in SUBORDINATE:
            return first
        if (
            low in ("taking", "took", "taken", "sought", "seeking", "take")
            and at + 1 < len(words)
            and words[at + 1].casefold() in ("shelter", "refuge")
        ):
            return "sheltered"
        if (name := event_of(word)) and (not is_people or name in OF_PEOPLE):
            return name
        first = first or (None if name in OF_PEOPLE_ONLY else name)
    return first
