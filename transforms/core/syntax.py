"""Dependency rules: from one parsed sentence to the attributions in it, as sets of token numbers.

The labels are those of spaCy's English models (ClearNLP style). Only tags and the tree are used: no lemmas, no coarse parts of speech.
"""

import functools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from transforms.core import cue_tables, cues
from transforms.core.cues import Cue
from transforms.core.nominal import find_adjective, find_hearsay, find_noun
from transforms.core.tree import (
    BE,
    CLAUSES,
    OBJECTS,
    PREPOSITIONS,
    REFLEXIVE,
    SOURCELESS,
    TIME_WORDS,
    Draft,
    begins_with_that,
    cue_tokens,
    is_negated,
    is_speaker,
    noun_phrase,
    subject,
    without,
)
from transforms.core.wordlists import wordset
from transforms.records import CueClass


def find_drafts(doc: Any, hidden: frozenset[int]) -> list[Draft]:
    """All attributions of a parsed sentence.

    Args:
        doc: a parsed `spacy.tokens.Doc` of one sentence.
        hidden: tokens inside quotations, where the sentence's own author does not speak.
    """
    drafts: list[Draft] = []
    for phrase in _phrases(doc, hidden):
        drafts.append(phrase)
    used = {i for d in drafts for i in d.cue_tokens}
    for token in doc:
        if token.i in hidden or token.i in used:
            continue
        drafts += [d for d in (_verb(token), find_noun(token), find_adjective(token), find_hearsay(token)) if d]
    drafts = [_trimmed(doc, d) for d in _split_participles(doc, drafts)]
    drafts = [d for d in drafts if not (d.rule == "object" and _holds_noun_cue(d, drafts))]
    return _without_echoes([d for d in drafts if not _is_reflexive(doc, d, drafts)])


def _split_participles(doc: Any, drafts: list[Draft]) -> list[Draft]:
    """`He said that …, stressing that …` is two claims side by side, though the parser may hang the second into the first."""
    split = []
    for draft in drafts:
        for other in drafts:
            first = min(other.cue_tokens)
            if other is draft or not other.cue_tokens <= draft.content or other.source != draft.source or not draft.source:
                continue
            if doc[max(other.cue_tokens)].tag_ == "VBG" and first and doc[first - 1].text == ",":
                draft = without(draft, range(first, max(other.content | other.cue_tokens) + 1))
        split.append(draft)
    return split


def _trimmed(doc: Any, draft: Draft) -> Draft:
    """Without a conjunction at the end of the content: `was safe but`."""
    content = set(draft.content)
    while content and (doc[max(content)].dep_ == "cc" or doc[max(content)].text == ","):
        content.discard(max(content))
    return replace(draft, content=frozenset(content))


def _holds_noun_cue(draft: Draft, drafts: list[Draft]) -> bool:
    """`repeated her promise to …`: the promise is the claim."""
    return any(
        other.rule == "noun" and other.content <= draft.content and min(draft.content) >= min(other.cue_tokens | other.source) - 2
        for other in drafts
    )


def _is_reflexive(doc: Any, draft: Draft, drafts: list[Draft]) -> bool:
    """`… that he believed …` inside what he said."""
    if draft.cue.lemma not in REFLEXIVE or len(draft.source) != 1 or doc[min(draft.source)].tag_ != "PRP":
        return False
    return any(other is not draft and draft.cue_tokens <= other.content for other in drafts)


def _without_echoes(drafts: list[Draft]) -> list[Draft]:
    """Of two drafts with one content, such as `made a promise to`, the more certain: verbs before nouns, speakers before none."""
    kept: dict[frozenset[int], Draft] = {}
    for draft in sorted(drafts, key=lambda d: (not d.source, RULES.index(d.rule), min(d.cue_tokens))):
        kept.setdefault(draft.content or draft.cue_tokens, draft)
    return sorted(kept.values(), key=lambda d: min(d.cue_tokens))


KNOWING = wordset("know understand see realize realise recognize recognise figure remember hear learn")
"""Negated, they state a lack: `they did not know that …` claims nothing of theirs."""
NO_SOURCE = wordset(
    "law laws plan plans schedule size rule rules tradition custom constitution agreement terms need needs age type principle principles"
)
"""What things are done according to, without anybody saying so."""
RULES = ("phrase", "clause", "quote", "object", "passive", "noun", "adjective", "hearsay")


# --- phrases: according to -------------------------------------------------------------------------------------------


def _phrases(doc: Any, hidden: frozenset[int]) -> Iterator[Draft]:
    lower = [t.lower_ for t in doc]
    at = 0
    while at < len(lower):
        for words, phrase, cue_class in phrases().get(lower[at], ()):
            if lower[at : at + len(words)] == words and at not in hidden and (draft := _phrase(doc, at, len(words), phrase, cue_class)):
                yield draft
                at += len(words)
                break
        at += 1


@functools.cache
def phrases() -> dict[str, list[tuple[list[str], str, CueClass]]]:
    """First word -> (words, phrase, class), the longest phrase first."""
    table: dict[str, list[tuple[list[str], str, CueClass]]] = {}
    for phrase, cue_class in sorted(cue_tables.PHRASES, key=lambda row: -len(row[0])):
        table.setdefault(phrase.split()[0], []).append((phrase.split(), phrase, cue_class))
    return table


def _phrase(doc: Any, at: int, length: int, phrase: str, cue_class: CueClass) -> Draft | None:
    last = doc[at + length - 1]
    head = next((c for c in last.children if c.dep_ in ("pobj", "pcomp") and c.i > last.i), None)
    if head is None:
        head = next((t for t in doc[at + length : at + length + 6] if t.tag_.startswith(("NN", "PRP"))), None)
    if head is None or head.lower_ in NO_SOURCE:
        return None
    source = noun_phrase(head) | set(range(at + length, head.i + 1))
    own = set(range(at, at + length)) | source
    dangling = {t.i for t in head.subtree} if at == 0 else set()
    content = (
        {t.i for t in _clause_around(doc, at, max(source)) if not t.is_space}
        - own
        - (dangling if max(dangling, default=0) < len(doc) // 2 else set())
    )
    return Draft(Cue(phrase, cue_class, "c"), frozenset(range(at, at + length)), frozenset(source), frozenset(content), "phrase")


def _clause_around(doc: Any, at: int, end: int) -> list[Any]:
    """The sentence; or, where `;` cuts it, the part that the phrase stands in or that it follows."""
    cuts = [t.i for t in doc if t.text == ";"]
    left = max((c + 1 for c in cuts if c < at and c + 1 != at), default=0)
    right = min((c for c in cuts if c > end), default=len(doc))
    return list(doc[left:right])


# --- verbs -----------------------------------------------------------------------------------------------------------


def _verb(token: Any) -> Draft | None:
    cue = cues.verbs().get(token.lower_)
    if cue is None or not token.tag_.startswith("V") or token.dep_ in ("amod", "compound", "aux", "case"):
        return None
    passive = _is_passive(token)
    own = cue_tokens(token)
    if passive:
        return _passive(token, cue, own)
    speaker = subject(token)
    if speaker is not None and speaker.dep_ == "expl":
        return None
    if "n" in cue.frame and not (speaker is not None and is_speaker(speaker)):
        return None
    source = noun_phrase(speaker) if speaker is not None else set()
    content, rule = _content(token, cue, own | source)
    if cue.lemma in KNOWING and is_negated(token):
        return None
    if rule == "object" and (speaker is None or not is_speaker(speaker)):
        return None
    if not content or (rule == "object" and speaker is None) or (speaker is None and token.tag_ == "VB" and token.dep_ not in ("xcomp",)):
        return None
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), rule, is_negated(token))


def _is_passive(token: Any) -> bool:
    """With a form of `be`, whatever the labels say; or a bare participle at a noun."""
    if token.tag_ not in ("VBN", "VBD"):
        return False
    helpers = [c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")]
    return bool(set(helpers) & BE) or (token.dep_ in ("acl", "relcl") and token.tag_ == "VBN" and not helpers)


def _content(token: Any, cue: Cue, own: set[int]) -> tuple[set[int], str]:
    """The tokens that `token` governs as what was said, and the rule that found them."""
    frame = cue.frame
    clauses = [c for c in token.children if c.dep_ in CLAUSES]
    clauses += [c for c in token.children if c.dep_ in ("advcl", "acl", "parataxis", "conj") and c.i > token.i and begins_with_that(c)]
    if token.dep_ in ("parataxis",) and not clauses:
        return {t.i for t in token.head.subtree} - {t.i for t in token.subtree} - own, "clause"
    if not clauses and (inserted := _inserted(token)):
        return inserted - own, "clause"
    content: set[int] = set()
    rule = "clause"
    if "c" in frame or "s" in frame:
        for clause in clauses:
            content |= {t.i for t in clause.subtree}
    objects = [c for c in token.children if c.dep_ in OBJECTS and c.i > token.i]
    addressed = "a" in frame and bool(content)
    takes_object = (
        "o" in frame
        or ("s" in frame and _is_predicated(token, objects))
        or ("c" in frame and clauses and cue.lemma in ("ask", "urge", "want", "expect", "order"))
    ) and not addressed
    if takes_object and objects:
        for obj in objects:
            content |= _object_tokens(obj)
        rule = "clause" if clauses else "object"
    if ("p" in frame or (takes_object and objects) or ("s" in frame and content)) and not addressed:
        for prep in token.children:
            if prep.dep_ in ("prep", "agent") and prep.i > token.i and _says_what(prep, cue, bool(content)):
                content |= {t.i for t in prep.subtree}
                rule = rule if clauses or objects else "object"
    content -= own
    if not takes_object and not clauses and "o" in frame and not objects:
        content = set()
    right = {i for i in content if i > token.i}
    if right and content == right:
        content = set(range(min(right), max(right) + 1)) - own  # close small holes that attachment errors leave
    return content, rule


def _object_tokens(obj: Any) -> set[int]:
    return {t.i for t in obj.subtree}


def _is_predicated(token: Any, objects: list[Any]) -> bool:
    """`described it as …`, `called him a liar`: an object alone is not enough."""
    if any(c.dep_ in ("prep",) and c.lower_ in ("as", "to", "with") and c.i > token.i for c in token.children):
        return True
    return len(objects) > 1 or any(c.dep_ in ("oprd", "acomp", "ccomp", "xcomp") and c.i > token.i for c in token.children)


def _says_what(prep: Any, cue: Cue, has_content: bool) -> bool:
    if (
        prep.lower_ not in PREPOSITIONS
        or prep.lower_ in ("by", "in", "from")
        or (prep.lower_ in ("on", "with", "to", "over") and "p" not in cue.frame)
    ):
        return False
    words = {t.lower_ for t in prep.subtree}
    if words & TIME_WORDS:
        return False
    return "p" in cue.frame or has_content


def _inserted(token: Any) -> set[int]:
    """`The deal, she said, is dead.`: a cue with its subject between commas, hung into the clause that it attributes."""
    if token.dep_ not in ("ccomp", "advcl", "relcl", "acl", "conj") or token.head.i == token.i:
        return set()
    left = min(t.i for t in token.subtree)
    doc = token.doc
    if left == 0 or doc[left - 1].text not in (",", "—", "–", "-") or token.dep_ in ("relcl", "conj"):
        return set()
    if token.i + 1 < len(doc) and doc[token.i + 1].text not in (",", "—", "–", ".", "on"):
        return set()
    if not any(c.dep_ == "nsubj" for c in token.children) or any(c.dep_ == "mark" for c in token.children):
        return set()
    return {t.i for t in token.head.subtree} - {t.i for t in token.subtree}


def _is_passive_phrase(child: Any, cue: Cue) -> bool:
    """`was hailed … as a success`, `was accused of theft`."""
    if child.dep_ != "prep" or {t.lower_ for t in child.subtree} & TIME_WORDS:
        return False
    return child.lower_ == "as" or (child.lower_ in ("of", "for") and ("s" in cue.frame or "p" in cue.frame))


def _passive(token: Any, cue: Cue, own: set[int]) -> Draft | None:
    agent = next((p for c in token.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"), None)
    source = noun_phrase(agent) if agent is not None else set()
    subj = next((c for c in token.children if c.dep_ in ("nsubjpass", "csubjpass", "nsubj")), None)
    if subj is None and token.dep_ == "acl" and agent is None:
        return None
    content: set[int] = set()
    for child in token.children:
        clause = child.dep_ in (*CLAUSES, "oprd", "dobj", "attr") and child.i > token.i
        if clause or (child.dep_ in ("advcl", "acl") and begins_with_that(child)) or _is_passive_phrase(child, cue):
            content |= {t.i for t in child.subtree}
    if subj is not None and subj.lower_ not in ("it", "there") and subj.dep_ != "expl":
        if subj.tag_ in ("WDT", "WP") and token.head.i != token.i:
            subj = token.head
        if agent is None and not content:
            return None
        content |= noun_phrase(subj)
    elif subj is None and token.dep_ == "acl":
        if agent is None:
            return None
        content |= noun_phrase(token.head) - {t.i for t in token.subtree}
    if (agent is None and (cue.lemma not in SOURCELESS or not content)) or (agent is not None and not is_speaker(agent)):
        return None
    content -= own | source | {c.i for c in token.children if c.dep_ == "agent"}
    if not content:
        return None
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), "passive", is_negated(token))
