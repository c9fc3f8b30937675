"""Dependency rules: from one parsed sentence to the attributions in it, as sets of token numbers.

The labels are those of spaCy's English models (ClearNLP style). Only tags and the tree are used: no lemmas, no coarse parts of speech.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from transforms.core import cues
from transforms.core.cues import Cue
from transforms.core.speakers import GROUPS, ORGANISATIONS, ROLES

SUBJECTS = ("nsubj", "csubj", "nsubjpass", "csubjpass", "expl")
CLAUSES = ("ccomp", "xcomp")
OBJECTS = ("dobj", "attr", "oprd", "obj", "dative")
SUPPORT_VERBS = frozenset(
    """make makes made making issue issues issued issuing express expresses expressed expressing voice voiced voices voicing raise raised raises
    raising have has had having repeat repeated repeats give gave given gives giving reject rejected rejects rejecting deny denied denies denying
    reiterate reiterated renew renewed dismiss dismissed dismisses drop dropped back backed backing face""".split()
)
"""Verbs whose subject is the speaker of the noun they govern: `made a promise to …`."""
PREPOSITIONS = frozenset("of for about to on against over with as that from in upon into regarding concerning by".split())
TIME_WORDS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
    jan. feb. aug. sept. oct. nov. dec. statement interview speech tweet post briefing conference letter morning afternoon evening night week month year
    day today yesterday telegram twitter facebook television tv channel phone reporters journalists""".split()
)
"""What a phrase beside a cue is about when it says when or where it was said, not what."""
HUMAN = ROLES | GROUPS | ORGANISATIONS | frozenset(
    """he she they we i you who it latter former others both neither all few one man men woman women father mother son daughter wife husband brother sister
    friend friends family parents victims teachers workers students nation country campaign candidates member members commentators delegates politicians
    ministers presidents leaders spokesmen editors professors authors owners chiefs executives managers directors users fans players rivals allies ally
    opponent opponents supporter supporters critic expert analyst witness resident voter official authority governments
    parties companies courts police investors democrat republican conservative conservatives liberals progressives americans europeans""".split()
)
DOCUMENTS = frozenset(
    """statement report reports poll polls survey study studies message letter memo document documents article post tweet tweets communique filing lawsuit
    complaint indictment ruling book video videos footage newspaper data figures statistics analysis audit email emails transcript records evidence
    statements research investigation surveys""".split()
)
"""Things that say something: they show and suggest as people do."""
BE = frozenset("is are was were be been being am get gets got getting ’s 's ’re 're".split())
SOURCELESS = frozenset("say report believe allege reveal announce claim think accuse charge describe rumor disclose confirm know estimate understand state tell".split())
"""Passives that attribute without an agent: `it was reported that …`."""
REFLEXIVE = frozenset("believe think hope expect want know feel wish understand see consider like".split())
"""`She said she believed …` is one claim, not two."""
MAX_CLIMB = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """One attribution in a sentence: numbers of tokens."""

    cue: Cue
    cue_tokens: frozenset[int]
    source: frozenset[int]
    content: frozenset[int]
    rule: str
    """Which rule found it: part of the confidence."""
    negated: bool = False


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
        drafts += [d for d in (_verb(doc, token), _noun(token), _adjective(token), _hearsay(token)) if d]
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
    return any(other.rule == "noun" and other.content <= draft.content and min(draft.content) >= min(other.cue_tokens | other.source) - 2 for other in drafts)


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


RULES = ("phrase", "clause", "quote", "object", "passive", "noun", "adjective", "hearsay")


# --- phrases: according to -------------------------------------------------------------------------------------------


def _phrases(doc: Any, hidden: frozenset[int]) -> Iterator[Draft]:
    lower = [t.lower_ for t in doc]
    at = 0
    while at < len(lower):
        for phrase, cue_class in cues.PHRASES:
            words = phrase.split()
            if lower[at : at + len(words)] == words and at not in hidden and (draft := _phrase(doc, at, len(words), phrase, cue_class)):
                yield draft
                at += len(words)
                break
        at += 1


def _phrase(doc: Any, at: int, length: int, phrase: str, cue_class: cues.CueClass) -> Draft | None:
    last = doc[at + length - 1]
    head = next((c for c in last.children if c.dep_ in ("pobj", "pcomp") and c.i > last.i), None)
    if head is None:
        head = next((t for t in doc[at + length : at + length + 6] if t.tag_.startswith(("NN", "PRP"))), None)
    if head is None:
        return None
    source = noun_phrase(head) | set(range(at + length, head.i + 1))
    own = set(range(at, at + length)) | source
    dangling = {t.i for t in head.subtree} if at == 0 else set()
    content = {t.i for t in _clause_around(doc, at, max(source)) if not t.is_space} - own - (dangling if max(dangling, default=0) < len(doc) // 2 else set())
    return Draft(Cue(phrase, cue_class, "c"), frozenset(range(at, at + length)), frozenset(source), frozenset(content), "phrase")


def _clause_around(doc: Any, at: int, end: int) -> list[Any]:
    """The sentence; or, where `;` cuts it, the part that the phrase stands in or that it follows."""
    cuts = [t.i for t in doc if t.text == ";"]
    left = max((c + 1 for c in cuts if c < at and c + 1 != at), default=0)
    right = min((c for c in cuts if c > end), default=len(doc))
    return list(doc[left:right])


# --- verbs -----------------------------------------------------------------------------------------------------------


def _verb(doc: Any, token: Any) -> Draft | None:
    cue = cues.verbs().get(token.lower_)
    if cue is None or not token.tag_.startswith("V") or token.dep_ in ("amod", "compound", "aux", "case"):
        return None
    passive = _is_passive(token)
    own = _cue_tokens(token)
    if passive and not (token.dep_ == "relcl"):
        return _passive(token, cue, own)
    speaker = subject(token)
    if speaker is not None and speaker.dep_ == "expl":
        return None
    if "n" in cue.frame and not (speaker is not None and is_speaker(speaker)):
        return None
    source = noun_phrase(speaker) if speaker is not None else set()
    content, rule = _content(doc, token, cue, own | source)
    if rule == "object" and (speaker is None or not is_speaker(speaker)):
        return None
    if not content or (rule == "object" and speaker is None) or (speaker is None and token.tag_ == "VB" and token.dep_ not in ("xcomp",)):
        return None
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), rule, _is_negated(token))


def _is_passive(token: Any) -> bool:
    """With a form of `be`, whatever the labels say; or a bare participle at a noun."""
    if token.tag_ not in ("VBN", "VBD"):
        return False
    helpers = [c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")]
    return bool(set(helpers) & BE) or (token.dep_ in ("acl", "relcl") and token.tag_ == "VBN" and not helpers)


def _is_negated(token: Any) -> bool:
    return any(c.dep_ == "neg" or c.lower_ == "never" for c in token.children)


def _cue_tokens(token: Any) -> set[int]:
    """The verb with its auxiliaries, negation, particles, and adverbs that touch it."""
    own = {token.i} | {c.i for c in token.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and -5 <= c.i - token.i <= 1}
    adverbs = sorted((c.i for c in token.children if c.dep_ == "advmod" and c.tag_ == "RB" and c.i < token.i), reverse=True)
    for i in adverbs:
        if i + 1 in own:
            own.add(i)
    return own


def _content(doc: Any, token: Any, cue: Cue, own: set[int]) -> tuple[set[int], str]:
    """The tokens that `token` governs as what was said, and the rule that found them."""
    frame = cue.frame
    clauses = [c for c in token.children if c.dep_ in CLAUSES]
    clauses += [c for c in token.children if c.dep_ in ("advcl", "acl", "parataxis", "conj") and c.i > token.i and _begins_with_that(c)]
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
    takes_object = ("o" in frame or ("s" in frame and _is_predicated(token, objects)) or ("c" in frame and clauses and cue.lemma in ("ask", "urge", "want", "expect", "order"))) and not addressed
    if takes_object and objects:
        for obj in objects:
            content |= _object_tokens(obj)
        rule = "clause" if clauses else "object"
    if ("p" in frame or (takes_object and objects) or "s" in frame and content) and not addressed:
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
    if prep.lower_ not in PREPOSITIONS or prep.lower_ in ("by", "in", "from") or (prep.lower_ in ("on", "with", "to", "over") and "p" not in cue.frame):
        return False
    words = {t.lower_ for t in prep.subtree}
    if words & TIME_WORDS:
        return False
    return "p" in cue.frame or has_content


def _begins_with_that(clause: Any) -> bool:
    return any(c.lower_ == "that" and (c.dep_ == "mark" or c.tag_ == "IN") for c in clause.children)


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


def _passive(token: Any, cue: Cue, own: set[int]) -> Draft | None:
    agent = next((p for c in token.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"), None)
    source = noun_phrase(agent) if agent is not None else set()
    subj = next((c for c in token.children if c.dep_ in ("nsubjpass", "csubjpass", "nsubj")), None)
    if subj is None and token.dep_ == "acl" and agent is None:
        return None
    content: set[int] = set()
    for child in token.children:
        if child.dep_ in (*CLAUSES, "oprd", "dobj", "attr") and child.i > token.i:
            content |= {t.i for t in child.subtree}
        elif child.dep_ in ("advcl", "acl") and _begins_with_that(child):
            content |= {t.i for t in child.subtree}
        elif child.dep_ == "prep" and child.lower_ in ("as", "of", "for") and (child.lower_ == "as" or "s" in cue.frame or "p" in cue.frame) and not {t.lower_ for t in child.subtree} & TIME_WORDS:
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
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), "passive", _is_negated(token))


# --- nouns and adjectives --------------------------------------------------------------------------------------------


def _noun(token: Any) -> Draft | None:
    cue = cues.nouns().get(token.lower_)
    if cue is None or not token.tag_.startswith("NN") or token.dep_ == "compound":
        return None
    content: set[int] = set()
    for child in token.children:
        if child.dep_ in ("acl", "ccomp", "relcl", "advcl") and child.i > token.i and (_begins_with_that(child) or _is_infinitive(child)):
            content |= {t.i for t in child.subtree}
    copular = token.dep_ in ("nsubj",) and token.head.lower_ in ("is", "was", "’s", "'s")
    if copular and not content:
        for child in token.head.children:
            if child.dep_ in ("ccomp", "xcomp") and child.i > token.head.i:
                content |= {t.i for t in child.subtree}
    if not content and token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS:
        for child in token.head.children:
            if child.dep_ in ("ccomp", "advcl", "xcomp") and child.i > token.i and (_begins_with_that(child) or _is_infinitive(child)):
                content |= {t.i for t in child.subtree}
    by_clause = bool(content)
    speaker = _noun_speaker(token)
    if not content and "t" not in cue.frame and speaker is not None:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in ("of", "for", "about", "over", "against", "to", "on") and "p" in cue.frame:
                content |= {t.i for t in child.subtree}
            elif child.dep_ == "prep" and child.lower_ in ("about", "over", "for", "against") and cue.cue_class in ("fear", "demand", "doubt", "promise"):
                content |= {t.i for t in child.subtree}
    if not content or (speaker is None and not (by_clause and _is_existential(token))):
        return None
    source = noun_phrase(speaker) if speaker is not None else set()
    own = {token.i}
    if token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS:
        own |= _cue_tokens(token.head) | {i for i in range(token.head.i, token.i)} - source
    content -= own | source
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), "noun") if content else None


def _is_existential(token: Any) -> bool:
    """`There were fears that …`, `fears grew that …`: attributed to nobody, but attributed."""
    return token.dep_ in ("attr", "nsubj", "dobj") and any(c.dep_ == "expl" for c in token.head.children)


def _is_infinitive(clause: Any) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)


def _noun_speaker(token: Any) -> Any | None:
    for child in token.children:
        if child.dep_ == "poss":
            return child
    for child in token.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "among"):
            return next((p for p in child.children if p.dep_ == "pobj"), None)
    if token.dep_ in OBJECTS and token.head.lower_ in SUPPORT_VERBS:
        found = subject(token.head)
        return found if found is not None and found.dep_ not in ("expl",) else None
    return None


def _adjective(token: Any) -> Draft | None:
    cue = cues.adjectives().get(token.lower_)
    if cue is None or token.dep_ not in ("acomp", "oprd", "conj", "ROOT", "attr"):
        return None
    verb = token.head
    speaker = subject(verb) if verb.i != token.i else None
    if speaker is None or not _is_human(speaker):
        return None
    content = {t.i for c in token.children if c.dep_ in ("ccomp", "xcomp", "prep", "advcl") and c.i > token.i for t in c.subtree}
    content |= {t.i for c in verb.children if c.dep_ == "ccomp" and c.i > token.i for t in c.subtree}
    if not content:
        return None
    own = {token.i} | (_cue_tokens(verb) if verb.i < token.i else set())
    return Draft(cue, frozenset(own), frozenset(noun_phrase(speaker)), frozenset(content - own), "adjective", _is_negated(verb))


def _hearsay(token: Any) -> Draft | None:
    cue_class = cues.HEARSAY.get(token.lower_)
    if cue_class is None or token.dep_ != "advmod":
        return None
    head = token.head
    content = {t.i for t in head.subtree if not t.is_space} - {token.i}
    if not content:
        return None
    return Draft(Cue(token.lower_, cue_class, "c"), frozenset({token.i}), frozenset(), frozenset(content), "hearsay")


# --- phrases of the tree ---------------------------------------------------------------------------------------------


def subject(verb: Any) -> Any | None:
    """Who does what `verb` says: its own subject; else, going up the tree, the first that can speak, or the first at all.

    A participle after a comma (`…, stressing that …`) often hangs on the wrong verb: what stands above is asked in turn, and for a participle
    the nearest subject to its left that can speak is preferred to one that cannot.
    """
    own = _own_subject(verb)
    if own is not None:
        return own
    above = list(_subjects_above(verb))
    speaking = next((t for t in above if is_speaker(t) and t.lower_ != "it"), None)
    if speaking is None and verb.tag_ == "VBG":
        speaking = next((t for t in reversed(list(verb.doc[: verb.i])) if t.dep_ == "nsubj" and is_speaker(t) and t.lower_ != "it"), None)
    return speaking if speaking is not None else next(iter(above), None)


def _own_subject(verb: Any) -> Any | None:
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            return verb.head if child.tag_ in ("WDT", "WP") and verb.dep_ == "relcl" else child
    return None


def _subjects_above(verb: Any) -> Iterator[Any]:
    """The subjects that `verb` may share, nearest first."""
    token = verb
    for _ in range(MAX_CLIMB):
        head = token.head
        if head.i == token.i or (token.dep_ in ("ccomp", "relcl") and token.tag_ not in ("VBG", "VB", "VBN")):
            return
        if token.dep_ in ("acl", "relcl") and head.tag_.startswith(("NN", "PRP")):
            yield head
        elif head.tag_.startswith(("V", "MD")) and token.i > head.i and (found := _own_subject(head)) is not None:
            yield found
        token = head


def is_speaker(token: Any) -> bool:
    """Whether a subject can speak: people and groups, and documents."""
    return _is_human(token) or token.lower_ in DOCUMENTS


def _is_human(token: Any | None) -> bool:
    """A name, a pronoun or a word for people: things can show and suggest, but only people criticise."""
    return token is not None and (token.tag_ in ("NNP", "NNPS", "PRP", "WP") or token.lower_ in HUMAN)


def noun_phrase(head: Any) -> set[int]:
    """A noun with its modifiers and apposition, without the clauses that hang on it."""
    dropped: set[int] = set()
    for child in head.children:
        if child.dep_ in ("relcl", "advcl", "acl", "prep", "appos") and _is_far(head, child):
            dropped |= {t.i for t in child.subtree}
    kept = {t.i for t in head.subtree if t.i not in dropped and not t.is_space}
    return kept


def _is_far(head: Any, child: Any) -> bool:
    if child.dep_ in ("relcl", "advcl"):
        return True
    if child.dep_ == "acl":
        return child.i > head.i and (child.tag_ != "VBN" or child.lower_ in cues.verbs() and child.tag_ == "VBG")
    return child.dep_ == "prep" and bool({t.lower_ for t in child.subtree} & TIME_WORDS - {"week", "day"})


def without(draft: Draft, tokens: Iterable[int]) -> Draft:
    """`draft` with some tokens taken out of its content."""
    return replace(draft, content=draft.content - set(tokens))
