"""Files that are not the store's, or are damaged, are set aside, never deleted: what they hold may be all there is of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from newsbeam.sinks.batch import sync
from newsbeam.sinks.layout import Layout


def set_aside(layout: Layout, paths: Iterable[str], now: datetime) -> list[str]:
    """Move files into a folder named by the time, under the paths that they had; returns those that were there.

    Args:
        paths: relative to the store.
    """
    there = [path for path in paths if (layout.root / path).exists()]
    folder = folder_of(layout, now)
    for path in there:
        final = folder / path
        final.parent.mkdir(parents=True, exist_ok=True)
        (layout.root / path).rename(final)
        sync(final.parent)
    return there


def folder_of(layout: Layout, now: datetime) -> Path:
    """Where files go that are set aside at a time."""
    return layout.quarantine / f"{now:%Y-%m-%dT%H%M%S}"
