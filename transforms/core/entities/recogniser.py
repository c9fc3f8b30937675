"""Named entities as spaCy's recogniser finds them, at half its cost.

spaCy decides token by token and takes the interpreter's lock at every step, which costs more than the network. But a decision outside of
an entity depends on its token alone, and one inside on the token and on where the entity began. So the decisions of many sentences are
computed at once, as matrices, and then read off from left to right. The result is the same, which is tried when a model is loaded.

Source of the model: spaCy's `TransitionBasedParser.v2` with three context tokens (this one, the entity's first, the one before) and the
moves `BiluoPushDown` (begin, in, last, unit, out).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeGuard

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Model

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

NEVER = np.float32(-1e30)
"""The score of a move that is not allowed."""
CONTEXT = 3
SAMPLE = (
    "Ada Quill of the Harbour Post met Prime Minister Jonas Reed in New York on Tuesday, 3 March 2031.",
    "The European Union will pay Kelmar Shipping Ltd. $4.5 million, the Ministry of Fisheries of Norway said",
    "Reed",
)
"""Sentences on which the two must agree."""


class Entity(NamedTuple):
    """A name in a document: character offsets and the model's label."""

    start: int
    end: int
    label: str


class Moves(Protocol):
    """The moves of a transition-based parser, which spaCy ships without types."""

    n_moves: int

    def get_class_name(self, number: int) -> str:
        """`B-PERSON`, `O`, …"""
        ...


class Component(Protocol):
    """What is used here of spaCy's `EntityRecognizer`, which comes without types."""

    model: Model[list[Doc], object]
    moves: Moves

    def predict(self, docs: Sequence[Doc]) -> object:
        """What `set_annotations` needs."""
        ...

    def set_annotations(self, docs: Sequence[Doc], states: object) -> None:
        """Set the entities of `docs`."""
        ...


class Recogniser:
    """The entity recogniser of a loaded pipeline.

    Args:
        component: an `EntityRecognizer` for which `is_known` is true.
    """

    def __init__(self, component: Component) -> None:
        model = component.model
        self._tok2vec: Model[Sequence[Doc], Floats] = model.get_ref("tok2vec")
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights = _parameter(lower, "W")
        self._shape = weights.shape[:3]
        self._lower = weights.reshape(-1, weights.shape[3]).T
        self._bias, self._pad = _parameter(lower, "b"), _parameter(lower, "pad")[0]
        self._upper, self._upper_bias = _parameter(upper, "W").T, _parameter(upper, "b")
        names = [component.moves.get_class_name(number).partition("-") for number in range(component.moves.n_moves)]
        self._moves = [move for move, _, _ in names]
        self._labels = sorted({label for *_, label in names})
        self._label_of = np.array([self._labels.index(label) for *_, label in names])
        self._outside = _scores_if(move == "O" or (move in "BU" and label != "") for move, _, label in names)
        self._inside = np.stack([_scores_if(move in "IL" and label == own for move, _, label in names) for own in self._labels])
        self._is_begin, self._is_last, self._is_unit = (np.array([move == name for move in self._moves]) for name in "BLU")

    @staticmethod
    def is_known(component: object) -> TypeGuard[Component]:
        """Whether a component is the kind of model that is computed here."""
        model: Any = getattr(component, "model", None)
        return (
            type(component).__name__ == "EntityRecognizer"
            and getattr(model, "name", None) == "parser_model"
            and model.attrs["has_upper"]
            and not model.attrs["unseen_classes"]
            and model.get_ref("lower").get_dim("nF") == CONTEXT
        )

    def agrees(self, component: Component, docs: Sequence[Doc]) -> bool:
        """Whether the component itself finds the same in `docs`, which get their entities set."""
        found = self.find(docs)
        component.set_annotations(docs, component.predict(docs))
        return found == [[Entity(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents] for doc in docs]

    def find(self, docs: Sequence[Doc]) -> list[list[Entity]]:
        """The entities of each tokenized document, in order."""
        lengths = np.array([len(doc) for doc in docs])
        if not lengths.sum():
            return [[] for _ in docs]
        features = (self._tok2vec.predict(docs) @ self._lower).reshape(-1, *self._shape)
        ends = np.cumsum(lengths)
        is_final = np.zeros(len(features), bool)
        is_final[ends[lengths > 0] - 1] = True
        is_space = np.concatenate([doc.to_array("IS_SPACE") for doc in docs]).astype(bool)
        chosen = self._decide_outside(features, is_final, is_space)
        starts = np.flatnonzero(self._is_begin[chosen])
        last = dict(
            zip(starts.tolist(), self._decide_inside(features, starts, self._label_of[chosen[starts]], is_final).tolist(), strict=True)
        )
        opens = np.flatnonzero(self._is_begin[chosen] | self._is_unit[chosen])
        return [list(self._read(doc, end - len(doc), opens, chosen, last)) for doc, end in zip(docs, ends.tolist(), strict=True)]

    def _decide_outside(self, features: Floats, is_final: npt.NDArray[np.bool_], is_space: npt.NDArray[np.bool_]) -> Rows:
        """The best move of every token if no entity is open."""
        scores = self._scores(features[:, 0] + self._pad[1] + self._pad[2]) + self._outside
        scores[np.ix_(is_final | is_space, self._is_begin)] = NEVER
        scores[np.ix_(is_space, self._is_unit)] = NEVER
        best: Rows = scores.argmax(axis=1)
        return best

    def _decide_inside(self, features: Floats, starts: Rows, labels: Rows, is_final: npt.NDArray[np.bool_]) -> Rows:
        """For entities that begin at `starts` with a label each: the row of the last token."""
        last = starts.copy()
        active = np.arange(len(starts))
        while len(active):
            last[active] += 1
            rows = last[active]
            scores = self._scores(features[rows, 0] + features[starts[active], 1] + features[rows - 1, 2]) + self._inside[labels[active]]
            active = active[~(self._is_last[scores.argmax(axis=1)] | is_final[rows])]
        return last

    def _scores(self, summed: Floats) -> Floats:
        """The score of every move for each row of summed features."""
        hidden = (summed + self._bias).max(axis=-1)
        scores: Floats = hidden @ self._upper + self._upper_bias
        return scores

    def _read(self, doc: Doc, first: int, opens: Rows, chosen: Rows, last: dict[int, int]) -> Iterator[Entity]:
        """A document's entities from left to right: what begins inside of another does not count."""
        at = first
        for row in opens[np.searchsorted(opens, first) : np.searchsorted(opens, first + len(doc))].tolist():
            if row < at:
                continue
            end = last.get(row, row)
            token = doc[end - first]
            yield Entity(doc[row - first].idx, token.idx + len(token), self._labels[self._label_of[chosen[row]]])
            at = end + 1


def _parameter(model: Model[Any, Any], name: str) -> Floats:
    return np.asarray(model.get_param(name), np.float32)


def _scores_if(allowed: Iterable[bool]) -> Floats:
    """What to add to the moves' scores: nothing if a move is allowed."""
    return np.array([0.0 if may else NEVER for may in allowed], np.float32)
