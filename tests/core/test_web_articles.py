"""The benchmark of articles of the web at large: its data's two forms, and its measure."""

import gzip
import json
from pathlib import Path

from benchmarks.web_articles import overlap, web_pages

TEXT = "The ferry starts.\n\n- Two boats\n- One pier"


def test_both_forms_of_the_data_give_the_same_pages(tmp_path: Path) -> None:
    rows = [("0002", "article"), ("0001", "article"), ("0003", "product")]
    for name in ("public", "drawn"):
        (tmp_path / name / "html").mkdir(parents=True)
        for key, _ in rows:
            (tmp_path / name / f"html/{key}.html.gz").write_bytes(gzip.compress(f"<p>{key}".encode()))
    (tmp_path / "public/ground-truth").mkdir()
    drawn = []
    for key, kind in rows:
        url = f"https://boats.example/{key}"
        row = {"file_id": key, "url": url, "_internal": {"page_type": {"primary": kind}}, "ground_truth": {"main_content": TEXT}}
        (tmp_path / f"public/ground-truth/{key}.json").write_text(json.dumps(row), "utf-8")
        drawn += [json.dumps({"id": key, "url": url, "main_content": TEXT})] * (kind == "article")
    (tmp_path / "drawn/gold.jsonl").write_text("\n".join(drawn), "utf-8")
    public, other = (list(web_pages(tmp_path / name)) for name in ("public", "drawn"))
    assert public == other
    assert [(page.id, page.host, page.body) for page in public] == [
        (key, "boats.example", f"<p>{key}".encode()) for key in ("0001", "0002")
    ]
    assert [paragraph["text"] for paragraph in public[0].paragraphs] == ["The ferry starts.", "- Two boats", "- One pier"]


def test_words_count_as_often_as_they_occur() -> None:
    assert overlap("a b b c", "B b b d") == (0.5, 0.5, 0.5)
    assert overlap("", "a") == (0.0, 0.0, 0.0)
