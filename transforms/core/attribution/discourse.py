"""What a text has said so far that a later source may refer to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from newsbeam.transforms.core.attribution.roles import role_around, role_words
from newsbeam.transforms.core.text.genders import gender_before
from newsbeam.transforms.core.text.given_names import Gender, gender_by_name
from newsbeam.transforms.records import Id, Mention, ResolvedBy, Span, SpeakerKind

PRONOUN_GENDER: dict[str, Gender] = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she"}
MAX_BACK = 60
"""Mentions looked back over for a role's or pronoun's bearer."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source stands for. `name` is None if the text gives none."""

    entity_id: Id | None
    name: str | None
    role: str | None
    kind: SpeakerKind | None
    resolved_by: ResolvedBy | None


NOBODY = Speaker(None, None, None, None, None)


@dataclass(slots=True)
class Discourse:
    """What the text has said so far that a later source may refer to; fed in the order of the text."""

    text: str
    mentions: Sequence[Mention]
    roles: dict[Id, set[str]] = field(default_factory=dict)
    genders: dict[Id, Gender] = field(default_factory=dict)
    said: list[tuple[int, Speaker]] = field(default_factory=list)
    headline: int = 0
    """Characters of the headline that stands before the text; 0 if there is none."""
    told: list[Span] = field(default_factory=list)
    """What was said so far: who is named in there is spoken of, and does not speak."""

    def __post_init__(self) -> None:
        for number, mention in enumerate(self.mentions):
            if mention.label == "PER" and (role := role_around(self.text, self.mentions, number)):
                self.roles.setdefault(mention.entity_id, set()).update(role_words(role))
        self._see_genders()

    def _see_genders(self) -> None:
        """Titles beside the names first, given names for the others."""
        people = [mention for mention in self.mentions if mention.label == "PER"]
        torn: set[Id] = set()
        for mention in people:
            before = self.text[max(0, mention.span.start - 40) : mention.span.start]
            told = gender_before(before) or (gender_before(mention.surface.split()[0]) if " " in mention.surface else None)
            if told and self.genders.setdefault(mention.entity_id, told) != told:
                torn.add(mention.entity_id)  # `Mr. Roe` and `Ms. Roe`, taken for one
        for mention in people:
            if mention.entity_id in torn:
                self.genders.pop(mention.entity_id, None)
            elif mention.entity_id not in self.genders and (told := gender_by_name(mention.name)):
                self.genders[mention.entity_id] = told

    def may_be(self, entity: Id | None, pronoun: str) -> bool:
        """Whether a pronoun can stand for somebody: not if the text or the name says he and it says she."""
        asked = PRONOUN_GENDER.get(pronoun)
        known = self.genders.get(entity) if entity else None
        return asked is None or known is None or asked == known

    def speak(self, at: int, speaker: Speaker) -> None:
        """Remember who spoke last."""
        self.said.append((at, speaker))

    def tell(self, content: Sequence[Span]) -> None:
        """Remember what was said."""
        self.told += content

    def is_told(self, mention: Mention) -> bool:
        """Whether somebody is named in what another said."""
        return any(span.start <= mention.span.start < span.end for span in reversed(self.told))

    def said_at(self, at: int, kinds: tuple[str | None, ...], pronoun: str = "") -> int:
        """Where the speaker of `last_speaker` spoke; -1 if there is none."""
        return next(
            (
                where
                for where, speaker in reversed(self.said)
                if where < at and speaker.kind in kinds and (speaker.kind or speaker.name) and self.may_be(speaker.entity_id, pronoun)
            ),
            -1,
        )

    def last_speaker(self, at: int, kinds: tuple[str | None, ...], pronoun: str = "") -> Speaker | None:
        """The last speaker of one of `kinds` before `at`, for whom `pronoun` may stand."""
        return next(
            (
                speaker
                for where, speaker in reversed(self.said)
                if where < at and speaker.kind in kinds and (speaker.kind or speaker.name) and self.may_be(speaker.entity_id, pronoun)
            ),
            None,
        )

    def inside(self, span: Span) -> list[Mention]:
        """The mentions that lie in `span`, in order."""
        return [mention for mention in self.mentions if span.start <= mention.span.start < span.end]

    def before(self, at: int) -> list[Mention]:
        """The last mentions before `at`, nearest first."""
        return [mention for mention in reversed(self.mentions) if mention.span.end <= at][:MAX_BACK]
