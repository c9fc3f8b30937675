"""Changes to files, one by one: what a process does to a folder is noted, and the nth of its writes, syncs, renames … fails or is its last.

It works below Python, DuckDB and SQLite alike: a small C library, made here with the system's compiler, stands before libc's functions
(`LD_PRELOAD`). Linux only.
"""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("faulty_files.c")


def build(folder: Path) -> Path:
    """The library, ready to be preloaded.

    Raises:
        RuntimeError: without a C compiler. Tests fail then: what is skipped in silence is not tested.
    """
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise RuntimeError("no C compiler (cc, gcc or clang): install one, for example with `apt-get install gcc libc6-dev`")
    library = folder / "faulty_files.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl", "-lpthread"], check=True)
    return library


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a file or folder, or a mark that was set between them."""

    kind: str
    """`write`, `truncate`, `sync`, `create`, `empty`, `open`, `rename`, `link`, `unlink`, `mkdir`, `rmdir`; `mark` for a mark."""
    number: int
    path: str
    """Relative to the watched folder; of a mark its text."""
    other: str = ""
    well: bool = True

    def __str__(self) -> str:
        return f"{self.number}-{self.kind}-{self.path}" + (f"-to-{self.other}" if self.other else "")


class Watch:
    """In a process with the library preloaded: note what happens to a folder from now on.

    Args:
        notes: a folder for the notes and for the contents of files as they were synced.
        at: the number of the change that goes wrong; 0: none.
        error: the error number with which it fails; 0: it succeeds, and the process is killed.
        lasting: whether everything fails from then on, as on a full disk.
    """

    def __init__(self, root: Path, notes: Path, at: int = 0, error: int = 0, *, lasting: bool = False) -> None:
        self._library = ctypes.CDLL(None)
        notes.mkdir()
        given = [str(one).encode() for one in (root, notes / "notes", "" if at else notes)]
        self._library.faulty_watch(*given, ctypes.c_long(at), error, int(lasting))

    def mark(self, text: str) -> None:
        """Note what has been promised by now."""
        self._library.faulty_mark(text.encode())

    def stop(self) -> None:
        """No more faults."""
        self._library.faulty_stop()


def noted(root: Path, notes: Path) -> list[Change]:
    """What happened, in order. The change that was made to fail is there with `well=False`."""

    def relative(path: str) -> str:
        return Path(path).relative_to(root).as_posix() if path else ""

    changes = []
    for line in (notes / "notes").read_text(encoding="utf-8").splitlines():
        how, *rest = line.split("\t")
        if how == "mark":
            changes.append(Change("mark", 0, rest[0]))
            continue
        number, kind, path, other = rest
        changes.append(Change(kind, int(number), relative(path), relative(other), how == "done"))
    return changes


def promises(root: Path, notes: Path) -> tuple[str, ...]:
    """The marks."""
    return tuple(change.path for change in noted(root, notes) if change.kind == "mark")


def distinct(changes: Sequence[Change]) -> list[Change]:
    """The changes without those that only continue a run of writes to the same file: its first and its last are enough."""
    real = [change for change in changes if change.kind != "mark"]

    def continues(one: Change, other: Change) -> bool:
        return one.kind == other.kind == "write" and one.path == other.path

    return [
        change
        for number, change in enumerate(real)
        if not (0 < number < len(real) - 1 and continues(real[number - 1], change) and continues(change, real[number + 1]))
    ]


@dataclass(frozen=True, slots=True)
class PowerCut:
    """What the disk holds when the power fails after some change."""

    after: Change
    files: tuple[tuple[str, Path | None], ...]
    """Paths, and where to find what they hold; None: nothing, since it was never synced."""
    folders: tuple[str, ...]
    promised: tuple[str, ...]
    """The marks set before."""

    def __str__(self) -> str:
        return f"power cut after {self.after}"

    def restore(self, root: Path) -> None:
        """Make the folder what it would be."""
        root.mkdir(parents=True)
        for folder in self.folders:
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, content in self.files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                (root / name).touch()
            else:
                shutil.copyfile(content, root / name)


def power_cuts(before: Path, notes: Path, changes: Sequence[Change], *, names_last: bool) -> Iterator[PowerCut]:
    """Each state in which a power cut may leave the disk.

    What a file holds is there as far as it was synced.

    Args:
        before: a copy of the folder as it was at the beginning.
        names_last: whether new names, renames and removals are there only once the file or its folder was synced; otherwise they all are,
            as if the file system wrote names first and contents later.
    """
    disk = _Disk(before, notes)
    promised: list[str] = []
    last: tuple[object, ...] | None = None
    for change in changes:
        if change.kind == "mark":
            promised.append(change.path)
            continue
        if not change.well:
            continue
        disk.apply(change)
        names = disk.kept if names_last else disk.names
        folders = tuple(sorted(disk.kept_folders if names_last else disk.folders))
        files = tuple((name, disk.content.get(file)) for name, file in sorted(names.items()))
        if (state := (files, folders, len(promised))) != last:
            yield PowerCut(change, files, folders, tuple(promised))
            last = state


class _Disk:
    """Names and contents: as programs see them, and as a power cut leaves them. Files go by the change that made them."""

    def __init__(self, before: Path, notes: Path) -> None:
        self._notes = notes
        found = sorted(before.rglob("*"))
        self.folders = {path.relative_to(before).as_posix() for path in found if path.is_dir()}
        self.names = {path.relative_to(before).as_posix(): -n for n, path in enumerate(found) if path.is_file()}
        self.content: dict[int, Path | None] = {-n: path for n, path in enumerate(found) if path.is_file()}
        self.kept, self.kept_folders = dict(self.names), set(self.folders)

    def apply(self, change: Change) -> None:
        path = change.path
        if change.kind == "create":
            self.names[path] = change.number
            self.content[change.number] = None
        elif change.kind == "sync" and path in self.names:
            self.content[self.names[path]] = self._notes / str(change.number)
            self._keep(path)
        elif change.kind == "sync":
            self._keep_folder(path)
        elif change.kind == "mkdir":
            self.folders.add(path)
        elif change.kind == "rmdir":
            self.folders.discard(path)
        elif change.kind == "unlink":
            self.names.pop(path, None)
        elif change.kind == "link":
            self.names[change.other] = self.names[path]
        elif change.kind == "rename":
            self._rename(path, change.other)

    def _rename(self, old: str, new: str) -> None:
        if old in self.names:
            self.names[new] = self.names.pop(old)
            return
        moved = {name for name in self.names if name.startswith(f"{old}/")}
        self.names.update({new + name[len(old) :]: self.names.pop(name) for name in moved})
        inside = {name for name in self.folders if name == old or name.startswith(f"{old}/")}
        self.folders = (self.folders - inside) | {new + name[len(old) :] for name in inside}

    def _keep(self, path: str) -> None:
        """A synced file is there, under its name, with the folders that lead to it."""
        file = self.names[path]
        for name in [name for name, one in self.kept.items() if one == file and self.names.get(name) != file]:
            del self.kept[name]
        self.kept[path] = file
        self.kept_folders |= {parent.as_posix() for parent in Path(path).parents} - {"."}

    def _keep_folder(self, folder: str) -> None:
        """In a synced folder the names are as programs see them. A folder that was moved in comes with what it holds."""

        def inside(name: str) -> bool:
            return Path(name).parent.as_posix() == folder

        for name in [name for name in self.kept if inside(name)]:
            del self.kept[name]
        self.kept.update({name: file for name, file in self.names.items() if inside(name)})
        gone = {name for name in self.kept_folders if inside(name) and name not in self.folders}
        come = {name for name in self.folders if inside(name) and name not in self.kept_folders}
        self.kept = {name: file for name, file in self.kept.items() if not any(name.startswith(f"{one}/") for one in gone)}
        for one in come:
            self.kept.update({name: file for name, file in self.names.items() if name.startswith(f"{one}/") and file in self._settled()})
        self.kept_folders = (self.kept_folders - gone) | come | {parent.as_posix() for parent in Path(folder).parents} - {"."}

    def _settled(self) -> set[int]:
        return {file for file, content in self.content.items() if content is not None}
