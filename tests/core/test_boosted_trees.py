"""Boosted trees: what is written is what is read, what is grown fits, and every number that the committed model asks for is there."""

import json

import numpy as np
import pytest

from newsbeam.transforms.core.cleaning import boosted_trees
from newsbeam.transforms.core.cleaning.cut_rules import Facts
from newsbeam.transforms.core.cleaning.html_features import NAMES, judge
from newsbeam.transforms.core.pages.blocks import Block
from training import boosting, weights

NUMBERS = ("a", "b", "c")


def rows(n: int = 600) -> boosted_trees.Rows:
    return np.random.default_rng(3).random((n, len(NUMBERS)))


def grown(x: boosted_trees.Rows) -> tuple[boosted_trees.Rows, boosted_trees.Trees]:
    labels = ((x[:, 0] > 0.5) & (x[:, 2] < 0.4)).astype(float)
    return labels, boosting.fit(x, labels, np.ones(len(x)))


def test_trees_learn_what_two_numbers_say_together() -> None:
    x = rows()
    labels, trees = grown(x)
    assert np.mean((boosted_trees.log_odds(trees, x) > 0) == (labels > 0)) > 0.97
    assert np.array_equal(boosting.fit(x, labels, np.ones(len(x))).leaves, trees.leaves)


def test_lines_without_weight_teach_nothing() -> None:
    x = rows()
    labels, _ = grown(x)
    twisted = np.concatenate([labels, 1 - labels])
    weights = np.concatenate([np.ones(len(x)), np.zeros(len(x))])
    again = boosting.fit(np.concatenate([x, x]), twisted, weights)
    assert np.mean((boosted_trees.log_odds(again, x) > 0) == (labels > 0)) > 0.97


def test_a_model_survives_being_written() -> None:
    x = rows()
    trees = grown(x)[1]
    text = weights.text_of({"command": "none"}, {"one": (trees, NUMBERS), "two": (trees._replace(bias=1.0), NUMBERS)})
    assert len(text.splitlines()) == 1 + 2 * len(trees.leaves)
    assert np.array_equal(boosted_trees.log_odds(boosted_trees.read_model(text, "one", NUMBERS), x), boosted_trees.log_odds(trees, x))
    turned = boosted_trees.read_model(text, "one", NUMBERS[::-1])
    assert np.array_equal(boosted_trees.log_odds(turned, x[:, ::-1]), boosted_trees.log_odds(trees, x))
    assert boosted_trees.read_model(text, "two", NUMBERS).bias == 1.0
    with pytest.raises(KeyError):
        boosted_trees.read_model(text, "three", NUMBERS)


def boosted_of_others(x: np.ndarray) -> np.ndarray:
    return x[:, 0]


def test_trees_of_other_boosters_are_not_written() -> None:
    with pytest.raises(TypeError, match="one is a function"):
        weights.text_of({}, {"one": (boosted_of_others, NUMBERS)})


@pytest.mark.parametrize("kind", ["html", "dump"])
def test_committed_weights_say_how_they_were_made(kind: str) -> None:
    header = json.loads((weights.FOLDER / f"clean_weights_{kind}.jsonl").read_text("utf-8").splitlines()[0])
    assert f"--only {kind}" in header["made"]["command"]
    assert {"numpy", "trafilatura"} <= set(header["made"]["versions"])
    assert header["made"]["data"]["pages"] > 0
    assert header["made"]["settings"] == weights.settings()


def test_lines_are_judged_alike_in_small_and_large_pages() -> None:
    x = rows(2 * boosted_trees.CHUNK + 7)
    trees = grown(x)[1]
    assert boosted_trees.log_odds(trees, x)[-1] == pytest.approx(boosted_trees.log_odds(trees, x[-1:])[0])


def test_a_number_that_is_not_measured_is_an_error() -> None:
    text = weights.text_of({}, {"one": (grown(rows())[1], NUMBERS)})
    with pytest.raises(ValueError, match="not in"):
        boosted_trees.read_model(text, "one", NUMBERS[:1])


def test_every_block_has_every_number() -> None:
    blocks = [Block("A short line", "p", parents=(2, 1)), Block("今日は市長が新しい橋の計画を発表した。", "div"), Block("x", "td")]
    judged = judge(blocks, "A short line", Facts("A short line", (), ("Nora Falt",)))
    assert judged.rows.shape == (3, len(NAMES))
    assert len(set(NAMES)) == len(NAMES)
    assert len(boosted_trees.load("html", NAMES).leaves) > 0


def test_a_page_without_blocks() -> None:
    assert judge([], None, Facts()).rows.shape == (0, len(NAMES))
