from pathlib import Path

import pytest

from newsbeam.transforms.core.entities.model import DEFAULT_MODEL, SUMS, find_model, load, verify
from newsbeam.transforms.core.text.pieces import MAX_PIECE, MAX_TEXT, breakable, pieces
from newsbeam.transforms.errors import ConfigError


def test_default_model_is_found_and_verified() -> None:
    verify(find_model(DEFAULT_MODEL), SUMS)


def test_parts_load_only_what_they_need() -> None:
    assert load(DEFAULT_MODEL, "ner").pipe_names == ["ner"]
    assert load(DEFAULT_MODEL, "parser").pipe_names == ["tok2vec", "tagger", "parser"]


def test_a_model_is_loaded_once() -> None:
    assert load(DEFAULT_MODEL, "ner") is load(DEFAULT_MODEL, "ner")


@pytest.mark.parametrize("name", ["no_such_model_anywhere", "not an identifier", "/no/such/folder", "json"])
def test_missing_model_is_one_sentence(name: str) -> None:
    with pytest.raises(ConfigError, match="is not installed"):
        load(name, "ner")


def test_a_folder_can_be_named() -> None:
    assert load(str(find_model(DEFAULT_MODEL)), "ner").lang == "en"


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    sums = tmp_path / "sums"
    sums.write_text("0" * 64 + "  config.cfg\n", encoding="ascii")
    (tmp_path / "config.cfg").write_text("[nlp]", encoding="ascii")
    with pytest.raises(ConfigError, match=r"config\.cfg differs"):
        verify(tmp_path, sums)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lacks LICENSE"):
        verify(tmp_path, SUMS)


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("nonsense", encoding="ascii")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        load(str(tmp_path), "ner")


def test_pieces_are_the_paragraphs() -> None:
    text = "One.\n\n  \nTwo words.\n"
    assert [text[a:b] for a, b in pieces(text)] == ["One.", "Two words."]


def test_long_paragraphs_are_cut_at_spaces() -> None:
    text = "word " * 5_000
    cut = list(pieces(text))
    assert all(b - a <= MAX_PIECE for a, b in cut)
    assert "".join(text[a:b] for a, b in cut) == text
    assert all(text[b - 1] == " " or text[b : b + 1] in ("", " ") for _, b in cut)


def test_text_beyond_the_limit_is_not_read() -> None:
    assert max(b for _, b in pieces("a b\n" * MAX_TEXT)) <= MAX_TEXT


def test_breaking_runs_keeps_offsets() -> None:
    text = "a" * 1_000 + " end"
    broken = breakable(text)
    assert len(broken) == len(text)
    assert max(map(len, broken.split())) < 300
    assert breakable("short words stay") == "short words stay"
