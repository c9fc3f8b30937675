"""The index as of some batch: what decisions about new documents read of it."""

import weakref
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from newsbeam.transforms.core.linking.duplicate_index import DuplicateIndex, NoDuplicates
from newsbeam.transforms.core.linking.story_index import NoStories, StoryIndex
from newsbeam.transforms.index.faults import index_faults
from newsbeam.transforms.index.reader import DuplicateSlice, StorySlice, figures, open_to_read, sketches
from newsbeam.transforms.records import ClaimSketch, FigureSketch, Id, Signature, StoryVector


@dataclass(frozen=True, slots=True)
class IndexAt:
    """The index as it was after batch `as_of`: small and picklable; each call opens the file and reads only what it needs.

    Args:
        path: the SQLite file; None: an empty index.
        as_of: the last batch that counts; later ones are as if they were not there. If it lies too far back, the oldest one that is
            still known.
    """

    path: str | None = None
    as_of: int = 0

    def duplicates_for(self, signatures: Sequence[Signature]) -> DuplicateIndex:
        """All that bears on whether these documents are known or copies.

        Raises:
            StoreError: the file cannot be read. TemporaryError: not just now.
        """
        if self.path is None:
            return NoDuplicates()
        with closing(open_to_read(self.path)) as connection, index_faults(self.path):
            return DuplicateSlice(connection, self.as_of, signatures)

    def stories_for(self, vectors: Sequence[StoryVector]) -> StoryIndex:
        """What bears on where these articles belong; it keeps the file open as long as it is used.

        Raises:
            StoreError: the file cannot be read. TemporaryError: not just now.
        """
        if self.path is None:
            return NoStories()
        connection = open_to_read(self.path)
        stories = StorySlice(connection, self.as_of, vectors, self.path)
        weakref.finalize(stories, connection.close)
        return stories

    def sketches_for(self, story_ids: Sequence[Id]) -> list[ClaimSketch]:
        """The newest claims of these stories, story by story, oldest first in each.

        Raises:
            StoreError: the file cannot be read. TemporaryError: not just now.
        """
        if self.path is None:
            return []
        with closing(open_to_read(self.path)) as connection, index_faults(self.path):
            return [sketch for story_id in story_ids for sketch in sketches(connection, story_id, self.as_of)]

    def figures_for(self, story_ids: Sequence[Id]) -> list[FigureSketch]:
        """The newest figures of these stories, as `sketches_for`.

        Raises:
            StoreError: the file cannot be read. TemporaryError: not just now.
        """
        if self.path is None:
            return []
        with closing(open_to_read(self.path)) as connection, index_faults(self.path):
            return [figure for story_id in story_ids for figure in figures(connection, story_id, self.as_of)]
