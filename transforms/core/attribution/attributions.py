"""Attributions of a text: drafts of its sentences turned into places, and quotations joined to whom they belong to."""

import re
from dataclasses import replace
from typing import Any

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.attribution import Found
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import Draft, agent_of, cue_tokens, is_passive, noun_phrase, subject
from newsbeam.transforms.core.attribution.layouts import labelled, named_line
from newsbeam.transforms.core.attribution.spans import merged, spans_of, with_quotes
from newsbeam.transforms.core.attribution.syntax import find_drafts
from newsbeam.transforms.core.text.sentences import Sentence
from newsbeam.transforms.records import Span

DATELINE = re.compile(r"[A-Z][A-Z.’' ]{2,30}(?:, [A-Z][A-Za-z. ]{1,24}(?: \d{1,2})?)?(?:,? \([^()\n]{1,30}\))?\s[—–-]{1,2}\s")
FAR = 12
"""Tokens: a cue that stands farther from an utterance does not own it."""
BESIDE = 2
"""Tokens: a source that stands farther from its cue is another cue's, too."""
LOOK_BACK = 20
"""Attributions of a paragraph among which the owner of a bare quotation is looked for."""
SHORT_QUOTE = 4
"""Words: a quotation of no more is a quoted term, and a cue inside it still counts."""


def find_attributions(text: str, body: list[Sentence], docs: dict[int, Any]) -> list[Found]:
    """Attributions of all sentences, with bare quotations given to whom they belong to."""
    found: list[Found] = []
    label: Found | None = None
    for number, sentence in enumerate(body):
        if label_found := labelled(text, sentence, label):
            label = label_found
            found += [label_found] if label_found.content else []
            continue
        doc = docs.get(id(sentence))
        own = _in_sentence(text, sentence, doc) if doc is not None else []
        if not own and (named := named_line(text, sentence)):
            own = [named]
        if not own and sentence.is_bare():
            _give_bare(found, sentence, body[number - 1] if number else None)
        found += own
    return found


def _in_sentence(text: str, sentence: Sentence, doc: Any) -> list[Found]:
    hidden = frozenset(t.i for t in doc if _is_hidden(sentence, t, text)) if sentence.quotes else frozenset()
    drafts = find_drafts(doc, hidden)
    spoken = sentence.spoken()
    said = _said_tokens(sentence, doc) if spoken else frozenset()
    owner = None
    if said:
        owner, distance = _owner(said, drafts)
        used = frozenset(i for d in drafts for i in d.cue_tokens)
        bare = _bare_verb(doc, hidden, used, said)
        if bare is not None and (owner is None or _distance(bare, said) < distance):
            drafts = [*drafts, bare]
            owner = len(drafts) - 1
    out = []
    for number, draft in enumerate(drafts):
        content = spans_of(sentence, doc, draft.content - said if number != owner else draft.content, text)
        content = with_quotes(text, sentence, content)
        if number == owner:
            content = merged([*content, *(q.span for q in spoken), *_second_parts(text, sentence)], text)
        cue = spans_of(sentence, doc, draft.cue_tokens, text)
        content = _without_dateline(text, sentence, content)
        source = spans_of(sentence, doc, draft.source, text)
        if not content or not cue:
            continue
        whole = Span(source[0].start, source[-1].end) if source else None
        out.append(Found(draft.cue, _around(cue), whole, tuple(content), draft.rule, sentence.span, sentence.paragraph, draft.negated))
    return out


def _second_parts(text: str, sentence: Sentence) -> list[Span]:
    """`“It will rain,” she said, “but not today.”`: a quotation goes on in lower case after the cue."""
    first = sentence.spoken()[0].span.end
    return [
        q.span
        for q in sentence.quotes
        if not q.utterance
        and q.span.start > first
        and text[: q.span.start].rstrip()[-1:] == ","
        and len(text[q.span.start : q.span.end].split()) > 2
    ]


def _without_dateline(text: str, sentence: Sentence, content: list[Span]) -> list[Span]:
    """`VIENNA (Kelwire) — The house …`: what is said begins after the dash."""
    match = DATELINE.match(text, sentence.span.start, sentence.span.end)
    if match is None:
        return content
    return [Span(max(s.start, match.end()), s.end) for s in content if s.end > match.end()]


def _around(spans: list[Span]) -> Span:
    return Span(spans[0].start, spans[-1].end)


def _is_hidden(sentence: Sentence, token: Any, text: str) -> bool:
    """Inside an utterance, or inside a quotation of more than a term."""
    place = sentence.locate(token.idx, token.idx + len(token))
    for quote in sentence.quotes:
        if quote.span.start <= place.start < quote.span.end:
            return quote.utterance or len(text[quote.span.start : quote.span.end].split()) > SHORT_QUOTE
    return False


def _said_tokens(sentence: Sentence, doc: Any) -> frozenset[int]:
    """Tokens of stand-ins."""
    spoken = [q.span for q in sentence.spoken()]
    return frozenset(t.i for t in doc if sentence.locate(t.idx, t.idx + len(t)) in spoken)


def _owner(said: frozenset[int], drafts: list[Draft]) -> tuple[int | None, int]:
    """Which draft says the sentence's utterances, and how far it is: the one whose cue stands nearest, outside the others' contents."""
    best: tuple[int, int] | None = None
    for number, draft in enumerate(drafts):
        distance = _distance(draft, said)
        if best is None or distance < best[0]:
            best = (distance, number)
    return (best[1], best[0]) if best and best[0] <= FAR else (None, FAR)


def _distance(draft: Draft, said: frozenset[int]) -> int:
    """Tokens between a cue with its source and the utterance; fewer if the parser hangs one on the other."""
    beside = [i for i in draft.source if min(abs(i - c) for c in draft.cue_tokens) <= BESIDE]
    distance = min(abs(i - j) for i in (*draft.cue_tokens, *beside) for j in said)
    return distance + 6 * (draft.rule in ("noun", "adjective", "hearsay")) - 4 * bool(said & draft.content)


def _bare_verb(doc: Any, hidden: frozenset[int], used: frozenset[int], said: frozenset[int]) -> Draft | None:
    """A cue whose only content is the utterance: `she said`, `said the mayor`, or any verb beside `: “…”`."""
    options = []
    for token in doc:
        cue = cues.verbs().get(token.lower_)
        if token.i in hidden or token.i in used or not token.tag_.startswith("V") or token.dep_ in ("amod", "aux", "auxpass"):
            continue
        speaker = subject(token)
        if cue is None and (used or not (speaker is not None and any(t.text == ":" for t in doc[token.i :]))):
            continue
        near = min(abs(token.i - i) for i in said)
        options.append((cue is None, near, token.i, token, cue, speaker))
    if not options:
        return None
    _, _, _, token, cue, speaker = min(options, key=lambda o: o[:3])
    if is_passive(token):
        speaker = agent_of(token)  # `he was asked: “Why?”`: not he asks
    if speaker is None and token.i - 1 in said:
        speaker = next((c for c in token.children if c.dep_ == "dobj"), None)  # `“Not here,” grumbled the porter`
    source = noun_phrase(speaker) - hidden if speaker is not None else set()
    return Draft(cue or Cue(token.lower_, "say", "q"), frozenset(cue_tokens(token)), frozenset(source), frozenset(), "quote")


def _give_bare(found: list[Found], sentence: Sentence, before: Sentence | None) -> None:
    """Give a quotation that stands alone to the one who was speaking: join it to that claim, or append one of its own."""
    spans = tuple(q.span for q in sentence.spoken())
    if not found or not spans:
        return
    last = found[-1]
    goes_on = before is not None and any(not q.closed for q in before.quotes) and last.content[-1].end >= before.span.end - 1
    if last.paragraph == sentence.paragraph or goes_on:
        number = _last_with_source(found, sentence.paragraph)
        found[number] = replace(found[number], content=(*found[number].content, *spans), paragraph=sentence.paragraph)
    elif sentence.paragraph - last.paragraph <= 1 and last.source:
        found.append(Found(Cue(last.cue.lemma, "say", "q"), None, last.source, spans, "block", sentence.span, sentence.paragraph))


def _last_with_source(found: list[Found], paragraph: int) -> int:
    """The number of the paragraph's last attribution with a source; else of the last one."""
    for number in range(len(found) - 1, max(-1, len(found) - 1 - LOOK_BACK), -1):
        if found[number].paragraph != paragraph:
            break
        if found[number].source:
            return number
    return len(found) - 1


def drop_covered(found: list[Found]) -> list[Found]:
    """Of attributions with the same content, the first one with a source."""
    seen: dict[tuple[Span, ...], Found] = {}
    for item in found:
        before = seen.get(item.content)
        if before is None or (before.source is None and item.source is not None):
            seen[item.content] = item
    return sorted(seen.values(), key=lambda f: (f.content[0], f.content, f.cue_span or Span(0, 0)))
