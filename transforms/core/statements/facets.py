"""Facets: what a sentence says of an event that can have one value only: its day, cause, who is to blame, how somebody died.

A facet is a slot, what the slot is of, and a value. Two facets of one slot and one matter with different values cannot both be right.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsbeam.transforms.core.attribution.cues import verbs
from newsbeam.transforms.core.figures.things import MOMENTS, event_of, moment_of
from newsbeam.transforms.core.statements.negation import NEGATION
from newsbeam.transforms.core.statements.terms import shared_terms
from newsbeam.transforms.core.text.calendar import WEEKDAY
from newsbeam.transforms.core.text.wordlists import wordset

WORD = re.compile(r"[^\W\d_][\w’'-]*")
DAY = re.compile(rf"\b(?P<day>{WEEKDAY})(?P<of>['’]s\s(?:\w+\s){{0,2}}?(?P<noun>[a-z]+))?")
OTHER_DAY = re.compile(r"\b(?:next|until|till|since|by|before|after|every|previous|from|than|following|and|and on)\s(?:the\s)?$", re.I)
"""Before a day that is not the event's."""
DAY_VERBS = wordset(
    """
    announced announce signed sign resigned elected sworn opened closed met agreed launched sank sunk capsized vanished
    disappeared found discovered foiled thwarted repelled crashed collapsed derailed exploded erupted
    """
)
"""Verbs of single events, beside those of the tables."""
_ONCE = wordset(
    """
    killed wounded detained captured released rescued dropped hit seized destroyed bought sentenced sank stolen won
    stormed
    """
)
"""Events of the tables that have a day."""
OPENS = re.compile(r"^\W*(?:that\s)?(?:on|late|early|last|earlier|late on|early on)?\s?$", re.I)
GOES_ON = re.compile(r"\b(?:still|continu\w+|remain\w*|lasted|ongoing)\b", re.I)
"""What goes on has many days."""
NO_EVENT = wordset(
    """
    wreck wreckage hostage hostages captive dead body bodies toll custody
    """
)
"""Words of the tables that name what an event left behind."""
CLAUSE_CUT = re.compile(r"[;:—]|,\s(?:and|but|when|after|while)\s")
BESIDE = 60
"""Characters on each side of an event within which stands of what it is one."""
PERSON = re.compile(r"\b[A-Z][\w’'-]+\s[A-Z][\w’'-]+")
DAY_EVENTS = frozenset((*MOMENTS, *_ONCE))
MAX_BACK, MAX_FORTH, MAX_NEXT = 14, 12, 2
"""Words between a day and its event."""
BEARING = re.compile(
    r"(?:(?P<number>\d[\d,.]*)\s?(?:[a-z]+\s)?(?:miles?|km|kilomet(?:er|re)s?|metres|meters|leagues)\s(?:to the\s)?(?:due\s)?)"
    r"(?P<way>north|south|east|west)\s(?:of|from)\s(?:the\s)?(?P<name>[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)"
)
CAUSE = re.compile(
    r"\b(?:caused by|due to|because of|triggered by|sparked by|set off by|started by|(?:the|a|as a) result of|blamed on|attributed to"
    r"|related to|linked to|stem(?:s|med) from|driven (?:to [a-z]+ )?(?:by|because)|brought down by|down to)\s(?P<value>[^,;.()]{3,90})",
    re.I,
)
CAUSED_WITHIN = 80
"""Characters before a cause within which stands what it is the cause of."""
GUESSED = re.compile(r"\b(?:too early|possib\w+|whether|if|rule[ds]? out|apologi[sz]\w+|would|could)\b", re.I)
VALUE_END = re.compile(r"\b(?:and|but|which|that|who|when|after|before|while|although|in|on|at|as|near|outside|during)\b|[”\"]")
BLAME = re.compile(
    r"\b(?:blam(?:e|es|ed|ing)|accus(?:e|es|ed|ing))\s(?P<who>[^,;.]{2,50}?)\s(?:for|of)\s(?P<what>[^;.]{3,90})"
    r"|\b(?P<act>[^,;.]{3,60}?)\s(?:was|were|had been|been)\s(?:carried out|committed|perpetrated|staged|ordered|planted)"
    r"\sby\s(?P<by>[^,;.]{2,40})"
    r"|(?P<actor>[^,;.]{2,40}?)\s(?:was|were|is|are)\s(?:behind|responsible for|to blame for)\s(?P<deed>[^,;.]{3,60})"
)
BLAMES = re.compile(r"\b(?:blam|accus)|\b(?:carried out|committed|perpetrated|staged|ordered|planted|behind|responsible)\b")
"""A quick look."""
FINDER = re.compile(
    r"\b(?P<by>(?:[\w’'.-]+\s){1,4}?)(?:had\s|first\s|later\s)?(?P<verb>found|discovered|noticed|detected|spotted|smelled|smelt"
    r"|reported|stumbled upon)\s(?:[\w’'-]+\s){0,3}?(?P<thing>bod(?:y|ies)|remains|corpses?|wreck(?:age)?|smell|odou?r|smoke)\b"
    r"|\b(?P<what>bod(?:y|ies)|remains|corpses?|wreck(?:age)?|smell|odou?r|smoke)\b(?:\s[\w’',-]+){0,25}?\s(?P<verbed>found|discovered|noticed|detected|spotted"
    r"|reported)\s(?:(?!by\b)[\w’'-]+\s){0,4}?by\s(?P<who>(?:[\w’'.-]+\s?){1,4})",
)
FINDS_ANY = re.compile(r"\b(?:bod(?:y|ies)|remains|corpses?|wreck(?:age)?|smell|odou?r|smoke)\b")
FINDS = {"notice": "noticed detected spotted smelled smelt reported", "find": "found discovered stumbled"}
FOUND = {word: name for name, words in FINDS.items() for word in words.split()}
THINGS = {"bodies": "body bodies remains corpse corpses", "wreck": "wreck wreckage", "smell": "smell odor odour smoke"}
THING = {word: name for name, words in THINGS.items() for word in words.split()}
WHO_CUT = re.compile(r"\b(?:after|and|when|that|before|as|charges|who|while|since)\b|,")
NOBODY = wordset(
    """
    he she they it who we i that which was were been being authorities
    """
)
KINDS: dict[str, tuple[int, dict[str, str]]] = {
    # slot -> how many other terms two sentences must share, and its values with their words
    "manner of death": (
        2,
        {
            "shot": "gunshot|shot dead|shot to death|fatally shot",
            "stabbed": "stabbed|stabbing|knifed",
            "strangled": "strangled|strangulation",
            "drowned": "drown(?:ed|ing)",
            "burnt": "burnt to death|burned to death|burnt alive|burned alive",
            "suffocated": "(?<!feeling )suffocat(?:ed|ion)|asphyxiat(?:ed|ion)|chok(?:ed|ing) on|smoke inhalation",
            "hanged": "hanged",
            "poisoned": "poisoned|poisoning",
            "electrocuted": "electrocuted",
            "crushed": "crushed to death",
            "heart": "heart attack|cardiac arrest",
        },
    ),
    "place of death": (
        2,
        {
            "at once": "(?:dead|died|killed) (?:on arrival|at the scene|on the spot|instantly|there)",
            "later": "(?:later died|died (?:later|in (?:a |the )?hospital|at (?:a |the )?hospital"
            "|of (?:his|her|their) (?:injuries|wounds)))",
        },
    ),
    "plea": (
        2,
        {
            "not guilty": "(?:pleaded|pleads?|pleading|pled|plead) (?:not guilty|innocent)|not[- ]guilty pleas?"
            "|den(?:y|ies|ied|ying) (?:all |the |any )?(?:charges?|wrongdoing|murder)",
            "accused": "charged with|accused of|indicted (?:on|for)|charges? of|arrested on suspicion of|suspected of"
            "|is facing [a-z ]{0,20}charges?",
        },
    ),
}
PATTERNS = {
    slot: {value: re.compile(rf"\b(?:{pattern})\b", re.I) for value, pattern in kinds.items()} for slot, (_, kinds) in KINDS.items()
}
ANY_KIND = re.compile("|".join(rf"\b(?:{pattern})\b" for _, kinds in KINDS.values() for pattern in kinds.values()), re.I)
"""A quick look."""
OPPOSITE_WAYS = ({"north", "south"}, {"east", "west"})


class Facet(NamedTuple):
    """A slot with its value."""

    slot: str
    of: tuple[str, ...]
    """Terms of what the slot is of."""
    value: tuple[str, ...]
    """Terms of the value."""


def facets_of(text: str) -> tuple[Facet, ...]:
    """All facets of a sentence; none of what is negated just before."""
    found = [*_days(text), *_bearings(text), *_causes(text), *_blames(text), *_finders(text), *_kinds(text)]
    return tuple(dict.fromkeys(found))


def _days(text: str) -> Iterator[Facet]:
    for match in DAY.finditer(text):
        if GOES_ON.search(text, max(0, match.start() - 60), match.start()) or OTHER_DAY.search(
            text, max(0, match.start() - 16), match.start()
        ):
            continue
        day = match["day"].lower()
        if match["noun"]:
            noun = _what_happened(match["noun"])
            events = [(noun, match.end())] if noun else []
        else:
            events = _before(text, match.start()) or _behind(text, match)
        for name, at in events:
            around = text[max(0, at - BESIDE) : at + BESIDE]
            beside = [term for term in shared_terms(around) if term != name]
            yield Facet("day", (name, *beside, *_persons(around)), (day,))


def _what_happened(word: str) -> str | None:
    low = word.lower()
    if low in NO_EVENT:
        return None
    event = moment_of(low) or event_of(low) or low
    return event if event in DAY_EVENTS or low in DAY_VERBS else None


def _before(text: str, at: int) -> list[tuple[str, int]]:
    """The event nearest before a day, in its clause, and its place; none beyond a verb of saying."""
    start = max(0, at - 120)
    cut = [end.end() for end in CLAUSE_CUT.finditer(text, start, at)]
    return _events(list(WORD.finditer(text, cut[-1] if cut else start, at))[-MAX_BACK:][::-1])


def _behind(text: str, match: re.Match[str]) -> list[tuple[str, int]]:
    """The event behind a day: `On Tuesday, divers found …`, `the navy on Tuesday thwarted …`."""
    far = MAX_FORTH if OPENS.match(text[: match.start()]) else MAX_NEXT
    return _events(list(WORD.finditer(text, match.end(), match.end() + 100))[:far])


def _persons(text: str) -> Iterator[str]:
    """Names of two words and more, told from terms by their blank."""
    for match in PERSON.finditer(text):
        yield match[0].lower()


def _events(words: Iterable[re.Match[str]]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for word in words:
        if event := _what_happened(word[0]):
            found.append((event, word.start()))
        elif word[0].lower() in verbs():
            break
    return found[:1]


def _bearings(text: str) -> Iterator[Facet]:
    for match in BEARING.finditer(text):
        yield Facet("direction", (match["number"], *shared_terms(match["name"])), (match["way"],))


def _causes(text: str) -> Iterator[Facet]:
    for match in CAUSE.finditer(text):
        before = CLAUSE_CUT.split(text[max(0, match.start() - CAUSED_WITHIN) : match.start()])[-1]
        if NEGATION.search(before[-20:]) or GUESSED.search(before):
            continue
        value = tuple(shared_terms(VALUE_END.split(match["value"], maxsplit=1)[0]))
        of = shared_terms(f"{before} {text[match.start() : match.start('value')]}")  # `driven to suicide by`
        yield from _facet("cause", (*_persons(before), *of), value)


def _blames(text: str) -> Iterator[Facet]:
    if not BLAMES.search(text):
        return
    for match in BLAME.finditer(text):
        who = match["who"] or match["by"] or match["actor"]
        what = match["what"] or match["act"] or match["deed"]
        if not NEGATION.search(text[max(0, match.start() - 12) : match.end()]):
            value = tuple(shared_terms(VALUE_END.split(who, maxsplit=1)[0]))
            if "another" not in value:
                yield from _facet("blame", tuple(shared_terms(what)), value)


def _finders(text: str) -> Iterator[Facet]:
    if not FINDS_ANY.search(text):
        return
    for match in FINDER.finditer(text):
        said = match["by"] or match["who"]
        who = [
            word
            for word in WORD.findall(WHO_CUT.split(said)[-1] if match["by"] else WHO_CUT.split(said)[0])
            if word.lower() not in ("the", "a", "an", "his", "her", "had", "by")
        ]
        head = who[-1] if match["by"] and who else next(iter(who), "")
        if head.lower() in NOBODY or not who:
            continue
        verb, thing = FOUND[(match["verb"] or match["verbed"]).split()[0].lower()], THING[(match["thing"] or match["what"]).lower()]
        yield from _facet(f"who {verb}s {thing}", (), tuple(shared_terms(" ".join(who))))


def _facet(slot: str, of: tuple[str, ...], value: tuple[str, ...]) -> Iterator[Facet]:
    if value:
        yield Facet(slot, of, value)


def _kinds(text: str) -> Iterator[Facet]:
    if not ANY_KIND.search(text):
        return
    for slot, values in PATTERNS.items():
        for value, pattern in values.items():
            match = pattern.search(text)
            if match and not NEGATION.search(text[max(0, match.start() - 12) : match.start()]):
                yield Facet(slot, (), (value,))
