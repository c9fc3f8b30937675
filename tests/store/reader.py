"""A reader in a process of its own: opens the store again and again and looks for torn states. Run by test_publish."""

import sys
from pathlib import Path

from newsbeam.sinks.read import open_published

QUERY = """
SELECT
    (SELECT sequence FROM store_info), (SELECT count(*) FROM fetches), (SELECT count(*) FROM article_revisions),
    (SELECT count(*) FROM claims), (SELECT count(*) FROM mentions), (SELECT count(*) FROM batches)
"""


def main(path: Path, reads: int) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    seen = []
    for _ in range(reads):
        with open_published(path) as connection:
            sequence, inputs, revisions, claims, mentions, batches = connection.execute(QUERY).fetchall()[0]
        if not inputs == revisions == claims == sequence == batches or mentions != 2 * sequence:
            sys.exit(f"torn: {sequence=} {inputs=} {revisions=} {claims=} {mentions=} {batches=}")
        seen.append(sequence)
    if seen != sorted(seen):
        sys.exit(f"went back: {seen}")
    sys.stdout.write(f"{seen[0]} {seen[-1]}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
