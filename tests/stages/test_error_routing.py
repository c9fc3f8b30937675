import pytest

from newsbeam.transforms.execution.error_routing import RouteErrors
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.records import Failure
from tests.stages.tasks import Item, shout
from tests.support.run_transform import run_transform

LIMITS = Limits(workers=2, timeout_seconds=1, memory_mb=1024)


def is_loud(item: Item) -> bool:
    return item.text.isupper()


def brief(failure: Failure) -> tuple[str, str, str, bytes | None]:
    return failure.reason, failure.outcome, failure.stage, failure.payload


ROUTINE = ["a", "empty", "wall", "b"]


@pytest.mark.parametrize(
    ("limits", "texts", "failed"),
    [
        (None, ROUTINE, []),
        (LIMITS, ROUTINE, []),
        (LIMITS, [*ROUTINE, "hang", "die", *"cdefghij"], [("timeout", "dead", "clean", b"hang"), ("worker_died", "dead", "clean", b"die")]),
    ],
    ids=["here", "sandbox", "poison"],
)
def test_every_element_ends_in_exactly_one_output_and_is_counted_once(
    limits: Limits | None, texts: list[str], failed: list[tuple[str, str, str, bytes]]
) -> None:
    good = [text.upper() for text in texts if len(text) == 1]
    ran = run_transform(RouteErrors("clean", shout, str, limits), map(Item, texts))
    assert sorted(ran.good) == sorted(good)
    routine = [("empty", "dead", "clean", b"empty"), ("bot_wall", "refused", "clean", b"wall")]
    assert sorted(map(brief, ran.failures)) == sorted(routine + failed)
    assert ran.counters == {"clean": {"ok": len(good), "empty": 1, "bot_wall": 1, **{reason: 1 for reason, *_ in failed}}}


@pytest.mark.parametrize("limits", [None, LIMITS], ids=["here", "sandbox"])
def test_skipped_elements_pass_as_they_are_and_are_counted(limits: Limits | None) -> None:
    ran = run_transform(RouteErrors("clean", shout, object, limits, is_loud), [Item("LOUD"), Item("soft")])
    assert sorted(ran.good, key=str) == [Item("LOUD"), "SOFT"]
    assert ran.counters == {"clean": {"ok": 1, "skipped": 1}}


def test_an_optional_part_that_fails_is_only_missing() -> None:
    ran = run_transform(RouteErrors("clean", shout, object, LIMITS, optional=True), [Item("a"), Item("empty"), Item("hang")])
    assert sorted(ran.good, key=str) == ["A", Item("empty"), Item("hang")]
    assert sorted((failure.reason, failure.partial) for failure in ran.failures) == [("empty", True), ("timeout", True)]
    assert ran.counters == {"clean": {"ok": 1, "empty": 1, "timeout": 1}}


def softly(item: Item, reason: str) -> Item | None:
    return None if item.text == "die" else Item(reason)


def test_what_the_sandbox_gave_up_has_a_stand_in() -> None:
    given = map(Item, ["a", "hang", "die", "empty"])
    ran = run_transform(RouteErrors("clean", shout, str, LIMITS, instead=softly), given)
    assert sorted(ran.good) == ["A", "TIMEOUT"]
    assert sorted((failure.reason, failure.payload) for failure in ran.failures) == [("empty", b"empty"), ("worker_died", b"die")]
    assert ran.counters == {"clean": {"ok": 2, "empty": 1, "worker_died": 1}}


def test_a_stand_in_that_fails_leaves_the_failure_of_what_it_stood_for() -> None:
    ran = run_transform(RouteErrors("clean", shout, str, LIMITS, instead=lambda item, reason: Item("wall")), [Item("hang")])
    assert not list(ran.good)
    assert [(failure.reason, failure.payload) for failure in ran.failures] == [("timeout", b"hang")]


def test_a_stage_that_no_vocabulary_knows_is_refused_when_the_graph_is_built() -> None:
    with pytest.raises(ValueError, match="'shout' is no stage"):
        run_transform(RouteErrors("shout", shout, str), [Item("a")])
