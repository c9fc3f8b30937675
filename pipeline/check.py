"""`newsbeam check`: a configuration as it takes effect, printed as the file one could have written, every key with its meaning."""

import json
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.syntax import Syntax

from newsbeam.pipeline.config import Section, feeds_of, load_config
from newsbeam.pipeline.terminal import printable
from newsbeam.transforms.core.entities.model import check as check_model

SHOWN_FEEDS = 5


def print_config(file: Path, *, as_json: bool) -> None:
    """Print the configuration in `file` with all defaults filled in, and the feeds that it leads to.

    Raises:
        ConfigError: it is not valid.
    """
    config = load_config(file)
    check_model(config.language.model)
    named = feeds_of(config)
    feeds = [feed.url for feed in named.feeds]
    console = Console()
    if as_json:
        console.out(
            printable(json.dumps({**config.model_dump(mode="json"), "feeds": feeds, "warnings": named.warnings}, indent=2)), highlight=False
        )
        return
    head = [
        f"# {file}: valid, {len(feeds)} feeds",
        *(f"#   {url}" for url in feeds[:SHOWN_FEEDS]),
        *(f"# warning: {said}" for said in named.warnings),
    ]
    text = printable("\n".join([*head, *_toml(config, ())]))
    if console.is_terminal:
        console.print(Syntax(text, "toml", background_color="default", word_wrap=True))
    else:
        console.out(text, highlight=False)


def _toml(section: Section, path: tuple[str, ...]) -> Iterator[str]:
    """The section's own keys first, then its sub-sections, as TOML asks."""
    values = [(name, getattr(section, name), field.description) for name, field in type(section).model_fields.items()]
    plain = [(name, value, meaning) for name, value, meaning in values if not isinstance(value, Section)]
    if path and plain:
        yield ""
        yield f"[{'.'.join(path)}]"
    for name, value, meaning in plain:
        if isinstance(value, tuple) and value and isinstance(value[0], Section):
            yield f"# {len(value)} named here: {meaning}"
        elif value is None:
            yield f"# {name} =  # {meaning}"
        else:
            # JSON's strings, numbers and lists of them are TOML too
            yield f"{name} = {json.dumps(value)}  # {meaning}"
    for name, value, _ in values:
        if isinstance(value, Section):
            yield from _toml(value, (*path, name))
