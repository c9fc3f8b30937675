"""Put into the README what the demo and its query print now: `python -m benchmarks.readme`.

What stands between `<!-- demo -->` and `<!-- /demo -->` is replaced by an excerpt of the demo's summary; every block that begins with
`newsbeam sql` is replaced by the same query and its result on the demo's store. A test compares the README with what this makes of it.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
DEMO = re.compile(r"(<!-- demo -->\n).*?(\n<!-- /demo -->)", re.DOTALL)
QUERY = re.compile(r'^```\nnewsbeam sql --store news-demo "\n(?P<query>.*?)"\n.*?^```$', re.MULTILINE | re.DOTALL)

SHOWN = ("Cut most often", "An article that changed", "A figure's history")
"""The parts of the summary that the README shows whole, below its first line."""
CONFLICTS = "Claims in conflict"
SHOWN_RELATIONS = ("  differs: ", "  denies: ")
"""Of the conflicts, the README shows those of these relations."""


def main() -> None:
    """Run the demo in a folder of its own and rewrite the README."""
    with tempfile.TemporaryDirectory() as folder:
        summary = newsbeam(Path(folder), "demo")
        text = README.read_text(encoding="utf-8")
        README.write_text(remade(text, summary, lambda query: answer(Path(folder), query)), encoding="utf-8")


def remade(text: str, summary: str, ask: Callable[[str], str]) -> str:
    """The README's text with its blocks made anew.

    Args:
        summary: what the demo printed.
        ask: the table that a query gives on the demo's store.
    """
    shown = "\n\n".join(excerpt(summary))
    text = DEMO.sub(lambda block: f"{block[1]}```\n{shown}\n```{block[2]}", text)
    return QUERY.sub(lambda block: f'```\nnewsbeam sql --store news-demo "\n{block["query"]}"\n\n{ask(block["query"])}\n```', text)


def excerpt(summary: str) -> Iterator[str]:
    """Those paragraphs of the demo's summary that the README shows."""
    lines = "\n".join(line.rstrip() for line in summary.partition("\nTry next")[0].splitlines())
    counts, *paragraphs = re.split(r"\n{2,}", lines.strip())
    yield counts
    yield from (paragraph for paragraph in paragraphs if paragraph.startswith(SHOWN))
    conflicts = [one.removeprefix(CONFLICTS).strip("\n") for one in paragraphs if any(name in one for name in SHOWN_RELATIONS)]
    yield "\n\n".join([f"{CONFLICTS}\n{conflicts[0]}", *conflicts[1:]])


def answer(folder: Path, query: str) -> str:
    """What a query prints on the store that the demo made in `folder`."""
    return newsbeam(folder, "sql", "--store", "news-demo", query).strip()


def newsbeam(folder: Path, *arguments: str) -> str:
    """What a command of newsbeam prints when it is run in `folder`."""
    command = [sys.executable, "-m", "newsbeam.pipeline.cli", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(README.parent)}
    return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    main()
