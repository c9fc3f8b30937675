"""Columns of numbers, one row a line, and what lies around each line in them."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Columns = dict[str, Array]


def shift(values: npt.NDArray[np.generic], by: int, missing: float = -1.0) -> Array:
    """Each line's neighbour `by` lines on."""
    out = np.full(len(values), missing)
    if by > 0:
        out[:-by] = values[by:]
    else:
        out[-by:] = values[:by]
    return out


def window(values: npt.NDArray[np.generic], start: int, stop: int) -> Array:
    """The mean over the lines from `start` to before `stop`, counted from each line; 0 where there are none."""
    n, i = len(values), np.arange(len(values))
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=float)])
    low, high = np.clip(i + start, 0, n), np.clip(i + stop, 0, n)
    means: Array = (sums[high] - sums[low]) / np.maximum(1, high - low)
    return means


def since(mask: npt.NDArray[np.bool_], most: int) -> Array:
    """How many lines back the last marked one is (the line itself does not count)."""
    i = np.arange(len(mask))
    last = np.maximum.accumulate(np.where(mask, i, -most - 1))
    distance: Array = np.minimum(i - np.concatenate([[-most - 1], last[:-1]]), most).astype(float)
    return distance


def until(mask: npt.NDArray[np.bool_], most: int) -> Array:
    """How many lines ahead the next marked one is."""
    return since(mask[::-1], most)[::-1]


def table(columns: Columns) -> Array:
    """A row for each line, the columns in their order."""
    return np.stack(list(columns.values()), axis=1)
