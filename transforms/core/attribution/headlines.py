"""Claims of headlines by layout: `Roe: truce is near`, `Truce is near - Roe`, `Truce is near, says Roe`, `Truce is near: envoy`.

A label before a colon that is no speaker (`Marland war:`, `The Latest:`) belongs to no claim.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Attribution, Spans
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.layouts import trimmed_mark
from newsbeam.transforms.core.attribution.spans import trimmed
from newsbeam.transforms.core.attribution.speaker_words import COURTS, DOCUMENTS, is_human_word
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Mention, Span

_NAME = r"[A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,4}?"
COLON = re.compile(rf"({_NAME})(:\s+)(\S.{{6,}})")
DASH = re.compile(r"(.{8,}?)(\s+[-–—]\s+)([A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,4})")
QUOTED = re.compile(r"([\"“'‘].{8,}[\"”'’])(\s+[-–—]\s+|:\s+)([\w’'-]+(?:\s[\w’'-]+){0,5})")
TAIL = re.compile(r"(.{12,}?)(:\s+)([\w’'-]+(?:\s[\w’'-]+){0,3})")
SAID = re.compile(r"(.{10,}?),\s+((?:[\w’'-]+\s){0,5}?[\w’'-]+)\s([a-z]+)")
INVERTED = re.compile(r"(.{10,}?)(?:,\s+|\s[-–—]\s)([a-z]+)\s((?:[\w.’'-]+\s){0,6}[\w.’'-]+)")
CIRCUMSTANCE = re.compile(r"\s(?:after|over|as|in|at|amid|on|following|ahead|before|despite|during)\s.*$")
"""What follows a speaker at the end: `insists minister after protest`."""
VERB = re.compile(
    r"([A-Z][\w’'.-]*(?:\s[\w’'.-]+){0,4}?)\s(accuses|denies|says|claims|warns|vows|urges|condemns|slams|confirms|admits|insists|rejects|blames|"
    r"demands|criticises|criticizes|defends|announces|pledges|promises|threatens)\s(.{6,})"
)
"""`Velk accuses Marland of …`: verbs that the tagger takes for nouns in headlines."""
LABEL = re.compile(r"(?!['‘])([^:“\"‘]{2,40}):\s+")
NO_SPEAKER = wordset(
    """
    watch live update updates updated exclusive video opinion analysis explainer explained breaking photos interview review podcast
    editorial match preview recap factbox timeline profile obituary quiz gallery graphic comment column letters letter factcheck
    fact-check fact check revealed reports in how why what who when where latest correction corrections clarification horoscope
    weather inside must-read newsletter briefing debate transcript q&a talk essay obituaries
    """
)
"""What stands before a colon and is a kind of article."""
TOPICS = wordset(
    """
    war crisis storm hurricane typhoon cyclone election elections brexit covid covid-19 coronavirus pandemic inquiry riot riots strike
    strikes flood floods quake earthquake budget football cricket rugby tennis golf cup league olympics championship scandal row shooting
    attack attacks fire crash case trial talks deal summit vote referendum protest protests economy market markets
    """
)
"""What a headline is about, if it stands before a colon."""
PLACES = frozenset(("GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK", "LAW"))
"""Names of what a headline is about."""
ASKING = wordset("why how what when where")
"""They open headlines that explain and claim nothing."""


def headline(title: str, mentions: tuple[Mention, ...] = ()) -> Iterator[Attribution[Spans]]:
    """The claims that a headline's layout makes, each half of `…; …` for itself.

    Args:
        title: the headline.
        mentions: the names of the text, with places in the title.
    """
    at = 0
    for part in title.rstrip(" .").split("; "):
        start = at + _label_length(part, mentions)
        yield from _in_part(title, Span(start, at + len(part)), mentions)
        at += len(part) + 2


def rubric_end(title: str, mentions: tuple[Mention, ...] = ()) -> int:
    """Where a headline begins behind a label that is no speaker; 0 if it has none."""
    return _label_length(title, mentions)


def explains(title: str) -> bool:
    """Whether a headline only tells what an article is about: `Why 1 in 5 fear the tap`, `Rains – everything the mayor said`."""
    return title.split(" ", 1)[0].lower() in ASKING or re.search(r"\b(?:everything|all|what)\s[^,:;]*\ssaid$", title) is not None


def _label_length(part: str, mentions: tuple[Mention, ...]) -> int:
    length = 0
    while label := LABEL.match(part, length):
        if _can_head(label[1], part[label.end() :], mentions):
            break
        if TAIL.fullmatch(part, length) and _is_body(part[label.end() :], mentions):
            break
        length = label.end()
    return length


def _in_part(title: str, span: Span, mentions: tuple[Mention, ...]) -> Iterator[Attribution[Spans]]:
    start, end = span
    if match := QUOTED.fullmatch(title, start, end):
        source = re.sub(r"\s(?:on|about|after|as|over)\s.*$", "", match[3])
        yield _claim(title, Span(match.start(3), match.start(3) + len(source)), Span(*match.span(2)), Span(*match.span(1)))
    elif (match := COLON.fullmatch(title, start, end)) and _can_head(match[1], match[3], mentions):
        yield _claim(title, Span(*match.span(1)), Span(*match.span(2)), Span(*match.span(3)))
    elif ((match := TAIL.fullmatch(title, start, end)) and _is_body(match[3], mentions)) or (
        (match := DASH.fullmatch(title, start, end)) and _can_head(match[3], "", mentions)
    ):
        yield _claim(title, Span(*match.span(3)), Span(*match.span(2)), Span(*match.span(1)))
    elif (match := INVERTED.fullmatch(title, start, end)) and (cue := _clause_cue(match[2])):
        source = CIRCUMSTANCE.sub("", match[3])
        yield _said(title, cue, match, source=Span(match.start(3), match.start(3) + len(source)), mark=2)
    elif (match := SAID.fullmatch(title, start, end)) and (cue := _clause_cue(match[3])):
        court = match[2].lower().split()[-1] in COURTS and cue.lemma in ("tell", "hear")
        yield _said(title, cue, match, source=None if court else Span(*match.span(2)), mark=3)


def by_verb(title: str, start: int) -> Iterator[Attribution[Spans]]:
    """`Velk accuses Marland of …`, for headlines in which the parser finds nothing."""
    match = VERB.fullmatch(title.rstrip(" ."), start)
    if match and (cue := cues.verbs().get(match[2])):
        yield replace(_said(title, cue, match, source=Span(*match.span(1)), mark=2), content=(trimmed(title, Span(*match.span(3))),))


def _clause_cue(word: str) -> Cue | None:
    cue = cues.verbs().get(word.lower())
    return cue if cue and "c" in cue.frame else None


def _said(title: str, cue: Cue, match: re.Match[str], *, source: Span | None, mark: int) -> Attribution[Spans]:
    found = _claim(title, source or Span(*match.span(mark)), Span(*match.span(mark)), Span(*match.span(1)))
    return replace(found, cue=cue, cue_place=(Span(*match.span(mark)),), source=(source,) if source else ())


def _claim(title: str, speaker: Span, mark: Span, content: Span) -> Attribution[Spans]:
    lemma = ":" if ":" in title[mark.start : mark.end] else "-"
    what = trimmed(title, content)
    return Attribution(Cue(lemma, "say", "c"), (trimmed_mark(mark, title),), (speaker,), (what,), "headline", sentence=Span(0, len(title)))


def _can_head(words: str, after: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether somebody who speaks may be called so: not a kind of article, nor what the article is about."""
    lower = words.lower().split()
    if lower[0] in NO_SPEAKER or lower[-1] in NO_SPEAKER or any(mark.isdigit() for mark in words):
        return False
    if _is_body(words, mentions):
        return True
    labels = {mention.label for mention in mentions if mention.surface in words}
    if labels & PLACES or not TOPICS.isdisjoint(lower) or len(lower) > 3 or not all(word[0].isupper() for word in words.split()):
        return False
    return not after[:1].isupper() or " says " not in after


def _is_body(words: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether words certainly name a speaker: a person, a body or a document."""
    last = words.split()[-1]
    if last.lower() in NO_SPEAKER or last.lower() in TOPICS:
        return False
    known = any(mention.label in ("PER", "ORG") and words.endswith(mention.surface) for mention in mentions)
    acronym = last.isupper() and last.isalpha() and 2 <= len(last) <= 6
    return known or acronym or is_human_word(last.lower()) or last.lower() in DOCUMENTS or last.lower() in ("gov’t", "gov't", "govt", "pm")
