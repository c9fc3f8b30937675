"""Words of which only one can be true of a thing: small tables, two sides a row."""

import re

_SIDES = (
    # one side | the other
    "safe | unsafe dangerous hazardous",
    "alive survived unharmed unhurt | dead killed",
    "open reopened | closed shut",
    "guilty | innocent",
    "legal lawful | illegal unlawful",
    "accident accidental | arson deliberate deliberately intentional intentionally sabotage sabotaged",
    "enough sufficient adequate ample | insufficient inadequate",
    "intact undamaged unscathed | destroyed",
    "voluntary voluntarily willingly | forced coerced",
    "fair democratic democracy pluralism pluralistic transparent | sham rigged farce fraudulent farcical",
    "equipped prepared | unequipped unprepared",
    "fit | unfit",
    "sober | drunk intoxicated",
    "conscious | unconscious",
    "permanent | temporary",
    "solvent | insolvent bankrupt",
    "compatible | incompatible",
    "reliable | unreliable",
    "justified | unjustified unprovoked",
)
LEFT: dict[str, int] = {word: row for row, sides in enumerate(_SIDES) for word in sides.split(" | ")[0].split()}
RIGHT: dict[str, int] = {word: row for row, sides in enumerate(_SIDES) for word in sides.split(" | ")[1].split()}

_POORLY = r"(?:poorly|insufficiently|inadequately|badly|ill|under|not (?:properly|adequately|sufficiently|well))"
_ARMED = r"(?:rebels?|insurgents?|militants?|fighters|guerrillas|militias?|separatists?|groups?)\b"
_WELL = r"(?:well|properly|adequately|sufficiently|fully|better)"
_STATE = r"(equipped|prepared|trained|funded|staffed|maintained|protected|insured)"
PHRASES = (
    (re.compile(rf"\b{_POORLY}[\s-]?{_STATE}", re.I), r"un\1"),
    (re.compile(rf"\b{_WELL}[\s-]{_STATE}", re.I), r"\1"),
    (re.compile(r"\bout of (?:shape|condition)\b", re.I), "unfit"),
    (re.compile(r"\b(?:in|into) (?:[a-z]+ )?(?:shape|condition)\b(?! of)", re.I), "fit"),
    (re.compile(r"\b(?:was|were|is|are|been) (?:unarmed|not armed|without a weapon)\b", re.I), "did not have a gun"),
    (re.compile(r"\b(?:anything|something) in (?:his|her|their) hands?\b", re.I), "a gun"),
    (re.compile(r"\bnothing in (?:his|her|their) hands?\b", re.I), "no gun"),
    (re.compile(rf"\barm(?:s|ed|ing) (?=[^.;,]{{0,40}}\b{_ARMED})", re.I), "supplying weapons to "),
    (re.compile(r"\bcarr(?:y|ied|ies|ying) out\b", re.I), "did"),
    (re.compile(r"\bfree and fair\b", re.I), "fair"),
    (re.compile(r"\bout of danger\b", re.I), "stable"),
    (re.compile(r"\b(?:set|setting|sets) (?=[^.;]{0,40}\b(?:alight|ablaze|on fire)\b)", re.I), "arson "),
)
"""What several words say, in one word."""
ANY_PHRASE = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in PHRASES), re.I)
"""A quick look."""


def plainly(text: str) -> str:
    """The text with its phrases of several words put in one."""
    if ANY_PHRASE.search(text):
        for pattern, word in PHRASES:
            text = pattern.sub(word, text)
    return text


def sides_of(word: str) -> tuple[tuple[int, bool], ...]:
    """The rows in which a word, or its class, stands, and whether on the left."""
    found = []
    for table, is_left in ((LEFT, True), (RIGHT, False)):
        if (row := table.get(word.casefold())) is not None:
            found.append((row, is_left))
    return tuple(found)
