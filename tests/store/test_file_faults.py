"""Each write, sync, rename, creation and removal of a store's life fails, or is the last one: nothing is lost, nothing is there twice.

A control run is noted change by change. Then a change fails once (EIO); or it fails and so does all that follows, as on a full disk
(ENOSPC); or the process is killed after it; or the power fails after it. Each time the same is begun again without faults, and must end as
the control did. Here every third kind of change goes wrong in one of these ways; `python -m benchmarks.faults` tries all changes in all
ways.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.fault_bench import FAULTS, Bench
from tests.store.faulted_store import SCENARIOS
from tests.support.faulty_files import build

pytestmark = [pytest.mark.processes, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: a library is preloaded")]
EVERY_NTH_CUT = 36
EVERY_NTH_CHANGE = 3
"""Kinds of changes: to try them all takes more processor time than a gate has."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("library"))


@pytest.fixture(params=SCENARIOS, scope="module")
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("bench"), request.param, library)
    yield made
    made.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_change_that_fails_or_is_the_last_one_costs_nothing(bench: Bench, fault: str) -> None:
    wrong = bench.fail(bench.sample()[list(FAULTS).index(fault) :: len(FAULTS) * EVERY_NTH_CHANGE], fault)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("names_last", [True, False])
def test_a_power_cut_costs_nothing_that_was_promised(bench: Bench, names_last: bool) -> None:
    wrong = bench.cut(bench.cuts(names_last=names_last)[::EVERY_NTH_CUT])
    assert not wrong, "\n".join(wrong)
