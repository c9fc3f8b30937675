"""Outlets are learned from what is stored, and what is stored gets better by it: backfill, learn, backfill, reclean."""

import json
from pathlib import Path

import pytest

from newsbeam.pipeline.backfill import backfill_archives
from newsbeam.pipeline.config import Config
from newsbeam.pipeline.reclean import reclean_store
from newsbeam.sinks.read import open_published
from newsbeam.transforms.errors import ConfigError
from tests.support.invented import prose

STANDING = "Nobody at Kelmar Courier owns a yacht, and the tide tables hang by the door of the office."
BACKGROUND = "The ferry Orsolya sank off Port Ellery in January with a cargo of pianos."
TOPICS = ("boats", "bread", "bells", "tunnels", "owls", "trams")


def page(number: int, topic: str) -> str:
    """An outlet's page with a line that no rule knows, in the midst of its text."""
    story = [f"<p>{sentence}</p>" for sentence in (prose(number * 10 + i, 40) for i in range(4))]
    ferry = (
        f"<p>The ferry Orsolya was raised off Port Ellery. Its pianos are still at sea.</p><p>{BACKGROUND}</p>" if topic == "ferry" else ""
    )
    return f"""<html lang="en"><head><title>{topic} {number}</title>
<link rel="canonical" href="https://kelmar-courier.example/{topic}-{number}">
<meta property="og:site_name" content="Kelmar Courier"><meta property="og:image" content="https://kelmar-courier.example/{number}.jpg">
<meta property="article:published_time" content="2021-03-{number + 1:02}T06:00:00Z">
<meta property="article:modified_time" content="2021-03-{number + 1:02}T09:30:00Z">
</head><body><article><h1>{topic.title()} number {number}</h1>{story[0]}{story[1]}<p>{STANDING}</p>
<p>Ida Holm said that the {topic} would be counted on Friday.</p>
<figure><img src="{number}.jpg"><figcaption>The {topic} of Kelmar, on a Monday. Photo: Ida Holm</figcaption></figure>
{ferry}{story[2]}{story[3]}</article></body></html>"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two backfills with learning after each, then a reclean."""
    pages, store = tmp_path_factory.mktemp("pages"), tmp_path_factory.mktemp("store") / "news"
    for number, topic in enumerate((*TOPICS, "ferry", "ferry", "ferry", "ferry")):
        folder = pages / ("first" if number < 5 or topic == "ferry" else "second")
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.html").write_text(page(number, topic), "utf-8")
    for name in ("first", "second"):
        assert backfill_archives([str(pages / name)], Config(), store) == 0
    return store


def rows(store: Path, query: str) -> list[tuple[object, ...]]:
    with open_published(store) as connection:
        return connection.execute(query).fetchall()


def test_fields_of_a_page(store: Path) -> None:
    query = (
        "SELECT outlet, image_url, captions, modified_at::VARCHAR, kind FROM article_revisions WHERE url LIKE '%/boats-0' AND revision = 1"
    )
    (found,) = rows(store, query)
    assert found == (
        "Kelmar Courier",
        "https://kelmar-courier.example/0.jpg",
        ["The boats of Kelmar, on a Monday. Photo: Ida Holm"],
        "2021-03-01 09:30:00",
        "first",
    )


def test_recurring_block_is_learned_and_background_is_not(store: Path) -> None:
    blocks = rows(store, "SELECT source, text, n_pages, state FROM outlet_blocks")
    assert ("kelmar-courier.example", STANDING, 9, "active") in blocks
    assert BACKGROUND not in [text for _, text, *_ in blocks]
    assert rows(store, "SELECT knowledge > 0, n_pages FROM outlets") == [(True, 10)]


def test_new_pages_lose_it_and_say_why(store: Path) -> None:
    (found,) = rows(store, "SELECT contains(text, 'owns a yacht'), knowledge, revision FROM articles WHERE url LIKE '%/trams-5'")
    assert found == (False, 1, 1)
    cut = "FROM removed_blocks JOIN articles USING (article_id, revision) WHERE url LIKE '%/trams-5' AND reason = 'recurring'"
    assert rows(store, f"SELECT removed_blocks.text, evidence {cut}") == [
        (STANDING, "on 9 of 9 pages of kelmar-courier.example, in 9 stories")
    ]


def test_reclean_makes_revisions_of_stored_pages(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows(store, "SELECT count(*) FROM article_revisions")
    assert reclean_store(store, Config(), dry_run=True, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["changed"], told["dry_run"]) == (9, True)
    assert {(block["text"], block["n_articles"]) for block in told["blocks"]} >= {(STANDING, 9)}
    assert rows(store, "SELECT count(*) FROM article_revisions") == before

    assert reclean_store(store, Config()) == 0
    assert rows(store, f"SELECT count(*) FROM articles WHERE contains(text, '{STANDING}')") == [(0,)]
    assert rows(store, f"SELECT count(*) FROM articles WHERE contains(text, '{BACKGROUND}')") == [(4,)]
    assert rows(store, "SELECT kind, revision, count(*) FROM articles GROUP BY ALL ORDER BY ALL") == [("first", 1, 1), ("recleaned", 2, 9)]
    assert rows(store, "SELECT kind, outcome, count(*) FROM fetches GROUP BY ALL ORDER BY ALL") == [
        ("reclean", "revised", 9),
        ("record", "stored", 10),
    ]
    assert rows(store, "SELECT max(n) FROM (SELECT count(DISTINCT content_id) AS n FROM article_revisions GROUP BY article_id)") == [(1,)]

    assert rows(store, "SELECT count(*) FROM articles WHERE story_id IS NULL") == [(0,)]
    assert rows(store, "SELECT count(*) > 0 FROM claims WHERE revision = 2") == [(True,)]
    assert rows(
        store, "SELECT count(*) FROM claims ANTI JOIN claims AS first ON first.claim_id = claims.claim_id AND first.revision = 1"
    ) == [(0,)]

    capsys.readouterr()
    assert reclean_store(store, Config(), as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 0


def test_unknown_outlet_is_told(store: Path) -> None:
    with pytest.raises(ConfigError, match=r"no articles of 'nowhere\.example'; name an outlet"):
        reclean_store(store, Config(), "nowhere.example")
