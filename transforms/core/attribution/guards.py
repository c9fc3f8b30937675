"""Guards and shapes: the rules of attribution as tables, each row with the sentence that it is there for.

A guard says yes or no to a candidate; a shape takes something from it, or nothing. A table is read from the top, and the first row that
applies decides. `tests/core/test_attribution_guards.py` puts the sentence of every row through the parser and sees that this row
applies, that what is claimed is as said here, and that without the row something else would be claimed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Candidate = TypeVar("Candidate")
Taken = TypeVar("Taken")


@dataclass(frozen=True, slots=True)
class Guard(Generic[Candidate]):
    """A condition with a sentence in which it holds."""

    applies: Callable[[Candidate], bool]
    example: str
    claimed: tuple[str, ...] = ()
    """The claims in `example` as `source: content`, `-` for no source; none if the guard is a reason to see none."""
    unlike: str = ""
    """A sentence that differs little and in which the guard does not hold; empty if there is nothing instructive."""


@dataclass(frozen=True, slots=True)
class Shape(Generic[Candidate, Taken]):
    """A construction with a sentence that has it."""

    take: Callable[[Candidate], Taken | None]
    """What is found in a candidate; None if it does not have this shape."""
    example: str
    claimed: tuple[str, ...]
    """The claims in `example`, as those of a guard."""
    unlike: str = ""
    """A sentence that differs little and has not this shape."""


def first_guard(guards: tuple[Guard[Candidate], ...], candidate: Candidate) -> Guard[Candidate] | None:
    """The first guard that holds for `candidate`."""
    for guard in guards:
        if guard.applies(candidate):
            return guard
    return None


def first_taken(shapes: tuple[Shape[Candidate, Taken], ...], candidate: Candidate) -> Taken | None:
    """What the first shape takes that `candidate` has."""
    for shape in shapes:
        taken = shape.take(candidate)
        if taken is not None:
            return taken
    return None
