"""Turns of interviews and transcripts: `Q:` / `A:`, `OSGOOD: There was.`, questions on lines of their own with answers below them.

A turn is one statement, said word for word, and has no cue. Who asks claims nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsbeam.transforms.core.attribution.attribution import Attribution
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.text.sentences import LABEL, Sentence
from newsbeam.transforms.core.text.wordlists import wordset
from newsbeam.transforms.records import Span

NAMED = re.compile(r"((?:[A-Z][\w.’'-]*)(?:\s[A-Z][\w.’'-]*){0,3})\s?:\s+(?=[A-Z“\"‘0-9(])")
"""A label in small letters: only in a text that is full of them."""
ASKING = wordset("q question host interviewer moderator anchor reporter journalist unidentified operator")
ANSWERING = wordset("a answer")
RUBRICS = wordset("breaking update updated note correction watch read photo photos video more related source")
DIRECTION = re.compile(r"[\s:]*(?:[(\[][^)\]]{0,80}[)\]][\s.:]*)?")
"""Stage directions before what is said."""
NO_TURN = re.compile(r"(?:Thank|Thanks|You[’']re welcome|Welcome|Good (?:morning|afternoon|evening)|Hello|Hi)\b[^.!?]*[.!?]?$")
"""Courtesies."""
QUESTIONS = 3
"""Questions on lines of their own that make a text an interview."""
LABELS = 4
"""Labels in small letters that make a text a transcript."""
LONGEST_QUESTION = 400
"""Characters."""
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me|[Ww]e|[Oo]ur|us)\b")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's sentences without its label, and the label's place."""

    label: Span | None
    body: tuple[Sentence, ...]


def find_turns(text: str, body: Sequence[Sentence]) -> list[Attribution[tuple[Span, ...]]]:
    """The turns of a text, each as an attribution with its label as the source; empty for a text that is no interview."""
    paragraphs = list(_paragraphs(text, body))
    labels = [_word(text, paragraph) for paragraph in paragraphs if paragraph.label]
    if RUBRICS.isdisjoint(labels) and (not ANSWERING.isdisjoint(labels) or (len(set(labels)) > 1 and 3 * len(labels) >= len(paragraphs))):
        return list(_labelled(text, paragraphs))
    questions = [number for number, paragraph in enumerate(paragraphs) if _is_question(text, paragraph)]
    return list(_below_questions(text, paragraphs, questions)) if len(questions) >= QUESTIONS else []


def _paragraphs(text: str, body: Sequence[Sentence]) -> Iterator[Paragraph]:
    groups: dict[int, list[Sentence]] = {}
    for sentence in body:
        groups.setdefault(sentence.paragraph, []).append(sentence)
    small = [_small_label(text, group[0]) for group in groups.values()]
    found = [text[label.start : label.end] for label in small if label]
    full = len(found) >= LABELS and 1 < len(set(found)) <= len(found) / 2
    for group, label in zip(groups.values(), small, strict=True):
        line = text[group[0].span.start : group[0].span.end]
        if len(group) > 1 and (match := LABEL.match(f"{line} -")) and match.end() == len(line) + 1:
            label = Span(group[0].span.start, group[0].span.start + len(line.rstrip(" :")))
            yield Paragraph(label, tuple(group[1:]))
        elif full and label:
            yield Paragraph(label, tuple(group))
        else:
            yield Paragraph(None, tuple(group))


def _small_label(text: str, sentence: Sentence) -> Span | None:
    match = NAMED.match(text, sentence.span.start, sentence.span.end)
    return Span(*match.span(1)) if match else None


def _word(text: str, paragraph: Paragraph) -> str:
    label = paragraph.label or Span(0, 0)
    return text[label.start : label.end].strip(" .:").lower()


def _labelled(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Attribution[tuple[Span, ...]]]:
    last = max((number for number, paragraph in enumerate(paragraphs) if paragraph.label), default=-1)
    turn: tuple[Span, list[Paragraph]] | None = None
    for number, paragraph in enumerate(paragraphs):
        if paragraph.label:
            if turn:
                yield from _turn(text, *turn)
            word = _word(text, paragraph)
            turn = None if word.split()[0] in ASKING else (paragraph.label, [paragraph])
        elif turn and number < last:
            turn[1].append(paragraph)
    if turn:
        yield from _turn(text, *turn)


def _is_question(text: str, paragraph: Paragraph) -> bool:
    first, last = paragraph.body[0].span, paragraph.body[-1].span
    line = text[first.start : last.end]
    return line.endswith("?") and len(line) <= LONGEST_QUESTION and line[0] not in "“\"‘'"


def _below_questions(text: str, paragraphs: Sequence[Paragraph], questions: Sequence[int]) -> Iterator[Attribution[tuple[Span, ...]]]:
    """The answers below questions, if most of them speak in the first person and nothing in them is quoted."""
    answers = [paragraphs[a + 1 : b] for a, b in zip(questions, [*questions[1:], questions[-1] + 2], strict=True)]
    answers = [[one for one in answer if one.body] for answer in answers if answer]
    own = [answer for answer in answers if any(FIRST_PERSON.search(_text(text, one)) for one in answer)]
    if len(own) < QUESTIONS or any(one.body[0].spoken() for answer in answers for one in answer):
        return
    for answer in answers:
        yield from _turn(text, None, answer)


def _text(text: str, paragraph: Paragraph) -> str:
    return text[paragraph.body[0].span.start : paragraph.body[-1].span.end]


def _turn(text: str, label: Span | None, paragraphs: Sequence[Paragraph]) -> Iterator[Attribution[tuple[Span, ...]]]:
    """One turn, without stage directions and without the questions at its end."""
    spans = []
    for paragraph in paragraphs:
        told = list(paragraph.body)
        while told and text[told[-1].span.start : told[-1].span.end].rstrip('”"’ ').endswith("?"):
            told.pop()
        if not told:
            continue
        start = told[0].span.start
        if label and paragraph is paragraphs[0] and start <= label.start:
            start = label.end + 1
        direction = DIRECTION.match(text, start, told[-1].span.end)
        spans.append(Span(direction.end() if direction else start, told[-1].span.end))
    spans = [span for span in spans if span.end > span.start and not NO_TURN.match(text, span.start, span.end)]
    if spans:
        first = paragraphs[0].body[0]
        source = (label,) if label else ()
        yield Attribution(Cue(":", "say", "q"), (), source, tuple(spans), "turn", sentence=first.span, paragraph=first.paragraph)
