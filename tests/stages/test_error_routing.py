import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from newsbeam.transforms.execution.error_routing import Attempt
from newsbeam.transforms.execution.sandbox import Limits
from tests.stages.tasks import Item, shout

LIMITS = Limits(workers=2, timeout_seconds=1, memory_mb=1024)


def is_loud(item: Item) -> bool:
    return item.text.isupper()


def brief(failure: object) -> tuple[str, str, str, bytes]:
    return failure.reason, failure.outcome, failure.stage, failure.payload  # type: ignore[attr-defined]


ROUTINE = ["a", "empty", "wall", "b"]


@pytest.mark.parametrize(
    ("limits", "texts", "failed"),
    [
        (None, ROUTINE, []),
        (LIMITS, ROUTINE, []),
        (LIMITS, [*ROUTINE, "hang", "die", *"cdefghij"], [("timeout", "dead", "shout", b"hang"), ("worker_died", "dead", "shout", b"die")]),
    ],
    ids=["here", "sandbox", "poison"],
)
def test_every_element_ends_in_exactly_one_output_and_is_counted_once(
    limits: Limits | None, texts: list[str], failed: list[object]
) -> None:
    good = [text.upper() for text in texts if len(text) == 1]
    pipeline = beam.Pipeline(runner=FnApiRunner())
    done = pipeline | beam.Create([Item(text) for text in texts]) | Attempt("shout", shout, str, limits)
    assert_that(done.good, equal_to(good), "good")
    routine = [("empty", "dead", "shout", b"empty"), ("bot_wall", "refused", "shout", b"wall")]
    assert_that(done.failures | beam.Map(brief), equal_to(routine + failed), "failures")
    result = pipeline.run()
    result.wait_until_finish()
    counted = {
        counter.key.metric.name: counter.committed
        for counter in result.metrics().query()["counters"]
        if counter.key.metric.namespace == "shout"
    }
    assert counted == {"ok": len(good), "empty": 1, "bot_wall": 1, **{reason: 1 for reason, *_ in failed}}


def test_skipped_elements_pass_as_they_are() -> None:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        done = pipeline | beam.Create([Item("LOUD"), Item("soft")]) | Attempt("shout", shout, object, LIMITS, is_loud)
        assert_that(done.good, equal_to([Item("LOUD"), "SOFT"]))


def test_an_optional_part_that_fails_is_only_missing() -> None:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        done = pipeline | beam.Create([Item("a"), Item("empty"), Item("hang")]) | Attempt("shout", shout, object, LIMITS, optional=True)
        assert_that(done.good, equal_to(["A", Item("empty"), Item("hang")]), "good")
        failed = done.failures | beam.Map(lambda failure: (failure.reason, failure.partial))
        assert_that(failed, equal_to([("empty", True), ("timeout", True)]), "failures")
