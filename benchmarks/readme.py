"""Put into the README what the demo and its queries print now: `python -m benchmarks.readme`.

What stands between `<!-- demo -->` and `<!-- /demo -->` is replaced by the demo's summary; every block that begins with `newsbeam sql` is
replaced by the same query and its result on the demo's store.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
DEMO = re.compile(r"(<!-- demo -->\n).*?(\n<!-- /demo -->)", re.DOTALL)
QUERY = re.compile(r'^```\nnewsbeam sql --store news-demo "\n(?P<query>.*?)"\n.*?^```$', re.MULTILINE | re.DOTALL)


def main() -> None:
    """Run the demo in a folder of its own and rewrite the README."""
    with tempfile.TemporaryDirectory() as folder:
        summary = _newsbeam(folder, "demo").partition("\nTry next")[0].strip()
        shown = "\n".join(line.rstrip() for line in summary.splitlines())
        text = README.read_text(encoding="utf-8")
        text = DEMO.sub(lambda block: f"{block[1]}```\n{shown}\n```{block[2]}", text)
        text = QUERY.sub(lambda block: _answered(folder, block["query"]), text)
    README.write_text(text, encoding="utf-8")


def _answered(folder: str, query: str) -> str:
    result = _newsbeam(folder, "sql", "--store", "news-demo", query).strip()
    return f'```\nnewsbeam sql --store news-demo "\n{query}"\n\n{result}\n```'


def _newsbeam(folder: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "newsbeam.pipeline.cli", *arguments]
    done = subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(README.parent)}, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
