"""Files that are not the store's, or are damaged, are set aside, never deleted: what they hold may be all there is of it."""

import shutil
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from pathlib import Path

from newsbeam.sinks.batch import sync
from newsbeam.sinks.layout import Layout


def fresh_folder(layout: Layout, now: datetime) -> Path:
    """A new folder, named by the time: nothing that was set aside before is replaced."""
    layout.quarantine.mkdir(exist_ok=True)
    for number in count(1):
        folder = layout.quarantine / (f"{now:%Y-%m-%dT%H%M%S}" + (f"-{number}" if number > 1 else ""))
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise AssertionError  # numbers do not end


def set_aside(layout: Layout, paths: Iterable[str], folder: Path) -> list[str]:
    """Move files into a folder of the quarantine, under the paths that they had; returns those that were there.

    Args:
        paths: relative to the store.
    """
    there = [path for path in paths if (layout.root / path).exists()]
    for path in there:
        final = _place(folder, path)
        (layout.root / path).rename(final)
        _settle(layout, final)
        sync((layout.root / path).parent)
    return there


def keep_copy(layout: Layout, path: str, folder: Path) -> None:
    """Keep what a file holds now, while the file stays: a link where there are links, else a copy."""
    if (layout.root / path).exists():
        final = _place(folder, path)
        try:
            final.hardlink_to(layout.root / path)
        except OSError:  # a file system without links
            shutil.copyfile(layout.root / path, final)
        sync(final)
        _settle(layout, final)


def _settle(layout: Layout, final: Path) -> None:
    """See that a name is on disk, with those of the folders that lead to it."""
    for folder in final.parents:
        sync(folder)
        if folder == layout.root:
            break


def _place(folder: Path, path: str) -> Path:
    final = folder / path
    final.parent.mkdir(parents=True, exist_ok=True)
    return final
