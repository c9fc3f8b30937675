"""A batch from its source to its commit: the same steps in `run`, `backfill` and `reclean`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from newsbeam.pipeline.committer import Committer
from newsbeam.pipeline.engine import NOTHING, Engine, ReadInput
from newsbeam.sinks.batch import Manifest
from newsbeam.sinks.dimensions import InputRow, Updates
from newsbeam.transforms.records import Knowledge


def no_updates(_folder: Path) -> Updates:
    """A batch that changes nothing in the schedule."""
    return Updates()


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches of one run of the program.

    Args:
        engine: how their pipelines are run.
        committer: who makes them part of the store.
        run_id: the run to which they belong.
    """

    engine: Engine
    committer: Committer
    run_id: str

    def commit(
        self,
        read: ReadInput,
        knowledge: Knowledge = NOTHING,
        progress: tuple[InputRow, ...] = (),
        settle: Callable[[Path], Updates] = no_updates,
    ) -> Counter[str]:
        """Run one batch and commit it; returns its documents by outcome.

        Args:
            read: brings its input into the pipeline.
            knowledge: what is known of outlets.
            progress: how far archives have been read, once it is committed.
            settle: looks at the whole batch before it is committed and says what changes in the schedule with it.
        """
        folder, index = self.committer.new_folder(), self.committer.index_at()
        manifest = Manifest(f"{self.run_id}-{uuid4().hex}", self.run_id, index.as_of, (), progress)
        self.engine.run(read, folder, manifest, index, knowledge)
        return self.committer.commit(folder, settle(folder))
