"""Dependency rules: from one parsed sentence to the attributions in it, as sets of token numbers.

The labels are those of spaCy's English models (ClearNLP style). Only tags and the tree are used: no lemmas, no coarse parts of speech.
"""

from dataclasses import replace
from typing import Any

from newsbeam.transforms.core.attribution import cues
from newsbeam.transforms.core.attribution.according_to import find_phrases
from newsbeam.transforms.core.attribution.contents import content_of
from newsbeam.transforms.core.attribution.cue_tables import OTHER_SENSES, WEAK
from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.dependencies import (
    BE,
    CLAUSES,
    OBJECTS,
    Draft,
    cue_tokens,
    is_negated,
    is_passive,
    is_speaker,
    noun_phrase,
    subject,
)
from newsbeam.transforms.core.attribution.nominal import find_adjective, find_hearsay, find_noun, is_infinitive
from newsbeam.transforms.core.attribution.overlaps import tidy
from newsbeam.transforms.core.attribution.passives import find_passive
from newsbeam.transforms.core.attribution.speaker_words import COURTS, NOT_SPEAKERS
from newsbeam.transforms.core.text.wordlists import wordset

KNOWING = wordset("know understand see realize realise recognize recognise figure remember hear learn")
"""Negated, they state a lack: `they did not know that …` claims nothing of theirs."""
TELLING = wordset(
    "say tell add mention explain specify state report disclose reveal announce clarify indicate elaborate comment know respond reply"
)
"""Negated or asked, they claim nothing: `did not say when …`."""
QUESTION_WORDS = wordset("whether if why how when where who whom whose what which")
NARRATOR = wordset("i me we us you")
"""Outside quotations: the writer and the reader, who are nobody's sources."""
NOBODY = wordset("nobody none nothing noone")
ANYBODY = wordset("one you anyone anybody someone somebody")
WOULD = wordset("prefer want like support oppose welcome reject refuse recommend propose announce unveil demand request seek")
OPENING_ADVERBS = wordset("then also later still earlier instead there here now never once soon so and but yet not just what who")


def find_drafts(doc: Any, hidden: frozenset[int]) -> list[Draft]:
    """All attributions of a parsed sentence.

    Args:
        doc: a parsed `spacy.tokens.Doc` of one sentence.
        hidden: tokens inside quotations, where the sentence's own author does not speak.
    """
    drafts = list(find_phrases(doc, hidden))
    used = {i for d in drafts for i in d.cue_tokens}
    for token in doc:
        if token.i in hidden or token.i in used:
            continue
        drafts += [d for d in (_verb(token), find_noun(token), find_adjective(token), find_hearsay(token)) if d]
    return tidy(doc, drafts)


def _verb(token: Any) -> Draft | None:
    cue = cues.verbs().get(token.lower_)
    if cue is None or not token.tag_.startswith("V") or token.dep_ in ("amod", "compound", "aux", "case"):
        return None
    own = cue_tokens(token)
    if is_passive(token):
        return find_passive(token, cue, own)
    speaker = subject(token)
    if speaker is not None and cue.lemma == "say" and speaker.lower_ in ("that", "this"):
        return None  # `that said, …`
    if speaker is not None and (speaker.lower_ in NARRATOR or speaker.dep_ == "expl" or _is_no_speaker(token, speaker)):
        return None
    if "n" in cue.frame and not (speaker is not None and is_speaker(speaker)):
        return None
    source = noun_phrase(speaker) if speaker is not None else _misread_name(token)
    while source and token.doc[max(source)].dep_ == "cc":
        source = source - {max(source)}
    content, rule = content_of(token, cue, own | source)
    content = _with_antecedent(token, speaker, content)
    if cue.lemma == "hear" and speaker is not None and speaker.lower_ in COURTS:
        source = set()
    if _claims_nothing(token, cue):
        return None
    if _is_purpose(token, rule) or _is_supposed(token, cue, rule):
        return None
    if _is_restricted(token, speaker, cue, rule):
        return None
    if rule == "object" and (speaker is None or not is_speaker(speaker) or _is_other_sense(token, cue)):
        return None
    if not content or (speaker is None and token.tag_ == "VB" and token.dep_ not in ("xcomp",)):
        return None
    if cue.lemma == "call" and not any(c.dep_ == "prep" and c.i in content for c in token.children):
        cue = replace(cue, cue_class="say")  # `called it a farce`
    return Draft(cue, frozenset(own), frozenset(source), frozenset(content), rule, is_negated(token))


def _is_purpose(token: Any, rule: str) -> bool:
    """`dropped out to back Roe`: what is done to some end is not said."""
    if token.tag_ != "VB" or not is_infinitive(token):
        return False
    return (rule == "object" and token.dep_ in ("acl", "advcl", "relcl")) or (rule == "clause" and token.dep_ == "acl")


def _is_supposed(token: Any, cue: Cue, rule: str) -> bool:
    """`many will deplore it`, `they may believe that …`: the writer's guess; but `would welcome`, `will say that`."""
    if not any(c.tag_ == "MD" for c in token.children if c.dep_ == "aux") or cue.lemma in WOULD:
        return False
    return rule == "object" or "n" in cue.frame


def _is_restricted(token: Any, speaker: Any | None, cue: Cue, rule: str) -> bool:
    """`the voters who back Roe`: which voters are meant, not what they say."""
    if token.dep_ != "relcl" or speaker is None or speaker.i != token.head.i or speaker.tag_.startswith("NNP"):
        return False
    first = min(t.i for t in token.subtree)
    return (rule == "object" or "n" in cue.frame) and token.doc[first - 1].text != ","


def _misread_name(token: Any) -> set[int]:
    """A capitalised first word before a verb that has no subject: a name that the tagger takes for an adverb."""
    before = token.doc[token.i - 1] if token.i == 1 and token.tag_ in ("VBD", "VBZ") else None
    return (
        {0} if before is not None and before.text.istitle() and before.lower_ not in OPENING_ADVERBS and before.text[-2:] != "ly" else set()
    )


def _with_antecedent(token: Any, speaker: Any | None, content: set[int]) -> set[int]:
    """`the law, which critics say is vague`: what they say is said of the law."""
    if token.dep_ != "relcl" or speaker is None or speaker.i == token.head.i:
        return content
    first = min(token.subtree, key=lambda t: t.i)
    if first.tag_ not in ("WDT", "WP") or not content:
        return content
    return (content - {first.i}) | (noun_phrase(token.head) - {first.i})


def _is_no_speaker(token: Any, speaker: Any) -> bool:
    """`the clock says`, `nobody said`, `one could say`, `will he say …?`."""
    if speaker.lower_ in NOT_SPEAKERS or speaker.lower_ in NOBODY or any(c.lower_ == "no" for c in speaker.children if c.dep_ == "det"):
        return True
    helpers = [c for c in token.children if c.dep_ in ("aux", "auxpass")]
    if any(c.i < speaker.i < token.i for c in helpers) and speaker.head.i == token.i:
        return True
    return speaker.lower_ in ANYBODY and not speaker_has_more(speaker) and any(c.tag_ == "MD" for c in helpers)


def speaker_has_more(speaker: Any) -> bool:
    """Whether a pronoun such as `one` is specified: `one of the drivers`."""
    return any(c.dep_ in ("prep", "relcl", "amod") for c in speaker.children)


def _claims_nothing(token: Any, cue: Cue) -> bool:
    """Questions, and what somebody did not know or say."""
    asked = _is_question_clause(token)
    if cue.lemma in KNOWING and token.tag_ == "VBG" and token.dep_ == "advcl":
        return True
    if cue.lemma == "ask":
        return asked or not any(c.i > token.i and (c.dep_ in (*CLAUSES, "advcl", "conj") or c.lower_ == "for") for c in token.children)
    if cue.lemma in ("consider", "include") and token.tag_ == "VBG" and token.dep_ in ("prep", "advcl"):
        return True
    if token.tag_ == "VB" and token.dep_ == "xcomp" and token.head.lower_ in BE:
        return True  # `this is not to say that …`
    if any(t.lower_ in ("identified", "named") and t.tag_ == "VBN" and 0 < t.i - token.i <= 5 for c in token.children for t in c.subtree):
        return True  # `did not want to be identified`
    if asked and (token.tag_ == "VB" or cue.lemma in WEAK):
        return True
    if is_negated(token):
        return cue.lemma in KNOWING or cue.lemma in TELLING or asked
    return False


def _is_question_clause(token: Any) -> bool:
    """Whether what a verb governs is a question: `whether …`, `why …`."""
    for clause in token.children:
        if clause.dep_ in (*CLAUSES, "advcl") and clause.i > token.i:
            left = min((t for t in clause.subtree if t.i > token.i), key=lambda t: t.i, default=None)
            if left is not None and left.lower_ in QUESTION_WORDS:
                return True
    return False


def _is_other_sense(token: Any, cue: Cue) -> bool:
    """`dismissed the case`, `released an album`."""
    if any(c.lower_.endswith(("self", "selves")) for c in token.children if c.dep_ in OBJECTS):
        return True
    heads = OTHER_SENSES.get(cue.lemma, frozenset())
    objects = [c for c in token.children if c.dep_ in OBJECTS]
    if cue.lemma in ("reject", "dismiss") and any(c.tag_ == "NNP" for c in objects):
        return True
    return any(c.lower_ in heads for c in objects)
