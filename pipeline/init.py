"""`newsbeam init`: a commented configuration to begin with, the one that lies in `configs/example.toml`."""

from importlib.resources import files
from pathlib import Path

from newsbeam.transforms.errors import ConfigError

DEFAULT_FILE = "newsbeam.toml"


def write_config(file: Path, *, force: bool) -> None:
    """Write the example to `file`.

    Args:
        force: also over a file that is there.

    Raises:
        ConfigError: there is such a file, or it cannot be written.
    """
    text = files("newsbeam").joinpath("configs", "example.toml").read_text(encoding="utf-8")
    try:
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise ConfigError(f"{file} is there already: name another file, or replace it with --force") from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror or error}") from None
