"""A transparent linear model: the probability that a line is news, from named features and committed weights.

Logistic regression in two steps: the first judges each line by itself, the second again with what the first thought of its neighbours.
`python -m benchmarks.train_cleaning` makes the weights; they are numbers per feature name and hold no text.
"""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate

Numbers = list[tuple[str, float]]

CLIP = 6.0
"""Log-odds beyond which more certainty about a neighbour says nothing."""
EDGE = 0.02
"""Share of the page's expected news outside a line's place, below which it is first or last."""


@cache
def weights(name: str) -> dict[str, float]:
    """The committed weights of one model: `html.1`, `html.2`, `dump.1`, `dump.2`."""
    path = files("transforms.core").joinpath(f"data/clean_weights_{name.split('.')[0]}.json")
    table: dict[str, dict[str, float]] = json.loads(path.read_text("utf-8"))
    return table[name]


def log_odds(model: dict[str, float], features: Iterable[str], numbers: Iterable[tuple[str, float]] = ()) -> float:
    """The weighted sum: positive for news, negative for page furniture."""
    get = model.get
    return model.get("bias", 0.0) + sum(get(name, 0.0) for name in features) + sum(get(name, 0.0) * value for name, value in numbers)


def context(scores: Sequence[float], features: Sequence[Sequence[str]]) -> list[Numbers]:
    """For each judged line what the first step thought of it and of its neighbours, as numbers for the second step."""
    soft = [1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score in scores]
    clipped = [max(-CLIP, min(CLIP, score)) for score in scores]
    padded = [-CLIP, -CLIP, *clipped, -CLIP, -CLIP]
    sums = [0.0, *accumulate(soft)]
    n, total = len(scores), sums[-1] or 1.0

    def mean(start: int, stop: int) -> float:
        start, stop = max(0, start), min(n, stop)
        return (sums[stop] - sums[start]) / (stop - start) if stop > start else 0.0

    out: list[Numbers] = []
    for i in range(n):
        if not judged(features[i]):
            out.append([])
            continue
        before, after = sums[i] / total, (sums[-1] - sums[i + 1]) / total
        back, ahead, far_back, far_ahead = mean(i - 3, i), mean(i + 1, i + 4), mean(i - 8, i), mean(i + 1, i + 9)
        out.append(
            [
                ("own", clipped[i]),
                ("own+", max(0.0, clipped[i])),
                ("prev", padded[i + 1]),
                ("next", padded[i + 3]),
                ("prev2", padded[i]),
                ("next2", padded[i + 4]),
                ("mean3-", back),
                ("mean3+", ahead),
                ("mean8-", far_back),
                ("mean8+", far_ahead),
                ("between", min(back, ahead)),
                ("between8", min(far_back, far_ahead)),
                ("first", 1.0 if before < EDGE else 0.0),
                ("last", 1.0 if after < EDGE else 0.0),
                ("inside", min(before, after)),
                ("near_end", 1.0 if after < 5 * EDGE else 0.0),
            ]
        )
    return out


def judged(features: Sequence[str]) -> bool:
    """False for a line with a single feature, which says it all: no second step for those."""
    return len(features) > 1


def second_step(name: str, features: Sequence[Sequence[str]]) -> list[float]:
    """The log-odds of every line of a page, in order."""
    first, second = weights(f"{name}.1"), weights(f"{name}.2")
    scores = [log_odds(first, line) for line in features]
    around = context(scores, features)
    return [log_odds(second, line, numbers) if numbers else score for score, line, numbers in zip(scores, features, around, strict=True)]
