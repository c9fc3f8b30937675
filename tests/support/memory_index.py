"""The index in memory: for tests and benchmarks that keep nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from newsbeam.transforms.core.linking.duplicate_index import DuplicateIndex, DuplicateOverlay
from newsbeam.transforms.core.linking.duplicates import remember_marks
from newsbeam.transforms.core.linking.links import MAX_EARLIER
from newsbeam.transforms.core.linking.stories import remember_links
from newsbeam.transforms.core.linking.story_index import StoryIndex, StoryOverlay
from newsbeam.transforms.records import ClaimSketch, Id, Mark, Signature, StoryLink, StoryVector


@dataclass(slots=True)
class MemoryIndex:
    """The same index in memory, which reads and writes at once."""

    _duplicates: DuplicateOverlay = field(default_factory=DuplicateOverlay)
    _stories: StoryOverlay = field(default_factory=StoryOverlay)
    _sketches: dict[Id, list[ClaimSketch]] = field(default_factory=dict)

    def duplicates_for(self, _signatures: Sequence[Signature]) -> DuplicateIndex:
        """All earlier documents."""
        return self._duplicates

    def stories_for(self, _vectors: Sequence[StoryVector]) -> StoryIndex:
        """All earlier articles."""
        return self._stories

    def sketches_for(self, story_ids: Sequence[Id]) -> list[ClaimSketch]:
        """The newest claims of these stories, story by story, oldest first in each."""
        return [sketch for story_id in story_ids for sketch in self._sketches.get(story_id, ())[-MAX_EARLIER:]]

    def apply(
        self,
        marked: Iterable[tuple[Signature, Mark]],
        placed: Iterable[tuple[StoryVector, StoryLink]] = (),
        sketches: Iterable[ClaimSketch] = (),
    ) -> None:
        """Add a decided batch."""
        remember_marks(marked, self._duplicates)
        remember_links(placed, self._stories)
        for sketch in sketches:
            self._sketches.setdefault(sketch.story_id, []).append(sketch)
