"""Every row of the tables of attribution, on the sentence that stands in it."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from newsbeam.transforms.core import attribution
from newsbeam.transforms.core.attribution.claims import find_claims
from newsbeam.transforms.core.attribution.guards import Guard, Shape
from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.records import Article, Id, Origin

Row = Guard[Any] | Shape[Any, Any]
Table = tuple[Row, ...]

MODULES = [importlib.import_module(f"{attribution.__name__}.{module.name}") for module in pkgutil.iter_modules(attribution.__path__)]
CAUGHT_LATER = {
    ("NO_VERB", "is_part_of_phrase"),
    ("NO_NOUN", "is_part_of_compound"),
    ("NO_FEELING", "is_without_content"),
    ("HIDING", "is_utterance"),
}
"""Rows that decide early what later rules decide alike in every sentence known: without them the outcome is the same."""


class Case(NamedTuple):
    """A row in its table."""

    name: str
    table: Table
    row: Row


def predicate(row: Row) -> Callable[[Any], Any]:
    return row.applies if isinstance(row, Guard) else row.take


def tables(module: ModuleType) -> Iterator[tuple[str, Table]]:
    """The tables that a module defines."""
    for name, value in vars(module).items():
        if isinstance(value, tuple) and value and isinstance(value[0], Guard | Shape) and predicate(value[0]).__module__ == module.__name__:
            yield name, value


CASES = [Case(name, table, row) for module in MODULES for name, table in tables(module) for row in table]


def read(text: str) -> list[tuple[str | None, str, str]]:
    """The claims of a text: lemma, class, `source: content`."""
    at = datetime(2024, 5, 15, tzinfo=UTC)
    origin = Origin(Id("input"), (0, 0), "test", at)
    head = (Id("article"), Id("content"), origin, None, None, "x.example", None, (), at, None, date(2024, 5, 15))
    claims = find_claims(Article(*head, "en", None, text, "free", "test"), (), DEFAULT_MODEL)
    return [(claim.cue_lemma, claim.cue_class, f"{claim.source_text or '-'}: {claim.content_text}") for claim in claims]


def set_table(monkeypatch: pytest.MonkeyPatch, case: Case, rows: Table) -> None:
    """Let every module that reads a table read `rows` instead."""
    readers = [module for module in MODULES if vars(module).get(case.name) is case.table]
    assert readers
    for module in readers:
        monkeypatch.setattr(module, case.name, rows)


def recorded(row: Row, fired: list[str]) -> Row:
    """The same row, noting down whenever it applies."""
    own = predicate(row)

    def noted(candidate: Any) -> Any:
        answer = own(candidate)
        if answer is True or (isinstance(row, Shape) and answer is not None):
            fired.append(own.__name__)
        return answer

    return replace(row, applies=noted) if isinstance(row, Guard) else replace(row, take=noted)


def fired_in(monkeypatch: pytest.MonkeyPatch, case: Case, text: str) -> tuple[list[str], list[tuple[str | None, str, str]]]:
    fired: list[str] = []
    with monkeypatch.context() as patched:
        set_table(patched, case, tuple(recorded(row, fired) for row in case.table))
        return fired, read(text)


def ids(case: Case) -> str:
    return f"{case.name}-{predicate(case.row).__name__}"


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_row_decides_its_sentence(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    name = predicate(case.row).__name__
    fired, found = fired_in(monkeypatch, case, case.row.example)
    assert {name} <= set(fired) <= {name, "own_subject"}  # whatever a sentence is for, it has a verb with a subject of its own
    assert tuple(claim for _, _, claim in found) == case.row.claimed
    set_table(monkeypatch, case, tuple(row for row in case.table if row is not case.row))
    assert (read(case.row.example) == found) == ((case.name, name) in CAUGHT_LATER)


@pytest.mark.parametrize("case", [case for case in CASES if case.row.unlike], ids=ids)
def test_row_does_not_apply_to_what_only_looks_like_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    fired, found = fired_in(monkeypatch, case, case.row.unlike)
    assert predicate(case.row).__name__ not in fired
    assert found


def test_all_tables_are_here() -> None:
    assert {case.name for case in CASES} >= {
        "NOT_SAYING",
        "TAKING_OBJECTS",
        "NO_PASSIVE",
        "NOUN_CONTENTS",
        "NO_SOURCES",
        "ABSORBED",
        "HIDING",
    }
    assert len(CASES) >= 100
    assert {name for name, _ in CAUGHT_LATER} <= {case.name for case in CASES}
