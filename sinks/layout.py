"""Where everything lies in a store's folder.

```
STORE/
  news.duckdb                                   what people open; replaced whole by rename
  search.sqlite                                 full-text search over what is committed; made anew from the store if it is lost
  data/<table>/day=YYYY-MM-DD/<number>.parquet  sealed rows, immutable; `day=mixed` holds the thin ends of many days
  inbox/<batch>/                                batches dropped by a second process
  _state/writer.duckdb, lock, batches/, tmp/    private to the one writer
  _state/index.sqlite                           what decisions about new documents look at
  quarantine/<time>/...                         files that were found and are not the store's, or are damaged; yours to delete
```
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from newsbeam.transforms.errors import StoreError


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one store."""

    root: Path
    """Absolute, without symbolic links: the published views name files by it."""

    @classmethod
    def of(cls, path: Path) -> "Layout":
        """The layout of the store at `path`, wherever that really is."""
        return cls(path.resolve())

    @property
    def published(self) -> Path:
        """The file that people open."""
        return self.root / "news.duckdb"

    @property
    def unpublished(self) -> Path:
        """Where the next published file is being written."""
        return self.root / "news.duckdb.new"

    @property
    def search(self) -> Path:
        """What `newsbeam search` asks."""
        return self.root / "search.sqlite"

    @property
    def data(self) -> Path:
        """The sealed segments."""
        return self.root / "data"

    @property
    def inbox(self) -> Path:
        """Batches of other processes, waiting for the writer."""
        return self.root / "inbox"

    @property
    def state(self) -> Path:
        """What belongs to the one writer."""
        return self.root / "_state"

    @property
    def writer(self) -> Path:
        """The writer's database."""
        return self.state / "writer.duckdb"

    @property
    def index(self) -> Path:
        """What decisions about new documents look at; made anew from the store if it is lost."""
        return self.state / "index.sqlite"

    @property
    def quarantine(self) -> Path:
        """Where files go that are not the store's, or are damaged."""
        return self.root / "quarantine"

    @property
    def lock(self) -> Path:
        """The lock file: whoever holds its lock is the writer."""
        return self.state / "lock"

    @property
    def batches(self) -> Path:
        """The writer's own batches on their way in; emptied on start."""
        return self.state / "batches"

    @property
    def spill(self) -> Path:
        """Where DuckDB puts what does not fit into memory."""
        return self.state / "tmp"

    @property
    def workshop(self) -> Path:
        """Where a repair makes the new database; what a repair that was interrupted left there is nothing."""
        return self.state / "repair"

    def segment(self, table: str, day: date | None, number: int) -> str:
        """The path of a new segment, relative to the root."""
        return f"data/{table}/day={day or 'mixed'}/{number:08d}.parquet"

    def make(self) -> None:
        """Create the folders."""
        for folder in (self.data, self.inbox, self.batches, self.spill):
            folder.mkdir(parents=True, exist_ok=True)


def published_file(layout: Layout) -> Path:
    """The file that people open.

    Raises:
        StoreError: there is none.
    """
    if not layout.published.is_file():
        raise StoreError(
            f"there is no store at {layout.root}: name one with --store, or fill one with `newsbeam run` or `newsbeam backfill`"
        )
    return layout.published
