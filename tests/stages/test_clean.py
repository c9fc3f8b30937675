"""CleanPages: pages in, signed documents out. What is cut from which page is in tests/core and tests/golden."""

from dataclasses import replace

from newsbeam.transforms.clean import CleanPages
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.steps import clean_document
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.records import Hints
from tests.support.documents import page
from tests.support.run_transform import run_transform

STORY = (
    "The bridge over the Lowmere reopened on Tuesday after a winter of repairs, and the first carts crossed it before dawn.",
    "Engineers had found cracks in two of its piers in October, and the ferry carried the town's traffic until the ice came.",
    "The council of Kelmar will decide in May whether heavy waggons may use the bridge again, its chairman told the gathering.",
)
HTML = f"<html><title>Bridge open</title><body><h1>Bridge open</h1>{''.join(f'<p>{one}</p>' for one in STORY)}</body></html>"
WALL = b"<!doctype html><title>Just a moment...</title><body><p>Checking your browser before accessing kelmar.example."


def test_each_page_is_a_document_or_a_failure_and_counted_once() -> None:
    given = [
        page(HTML.encode(), 0),
        page("\n".join(("Bridge open", *STORY)).encode(), 1, "dump"),
        page("\n".join(STORY).encode(), 2, "clean"),
        page(b"", 3),
        page(b"<!doctype html><p>Hello.", 4),
        page(WALL, 5),
    ]
    ran = run_transform(CleanPages(Limits(2)), given)
    texts = {one.origin.order[1]: one.article.text for one in ran.good}
    assert sorted(texts) == [0, 1, 2]
    assert all(sentence in text for text in texts.values() for sentence in STORY)
    assert all(one.signature == sign(one.article) for one in ran.good)
    assert {(failure.origin.order[1], failure.reason, failure.outcome) for failure in ran.failures} == {
        (3, "empty", "dead"),
        (4, "no_content", "dead"),
        (5, "bot_wall", "refused"),
    }
    assert {failure.payload for failure in ran.failures} == {one.body for one in given[3:]}
    assert ran.counters == {"clean": {"ok": 3, "empty": 1, "no_content": 1, "bot_wall": 1}}


def test_of_a_page_that_the_sandbox_gives_up_the_text_of_its_feed_is_taken() -> None:
    hints = Hints(title="Bridge open", html="".join(f"<p>{one}</p>" for one in STORY))
    hanging = replace(page(HTML.encode(), 0), hints=hints)
    routing = CleanPages().routing()
    assert routing.instead is not None
    article = clean_document(routing.instead(hanging, "timeout")).article
    assert (article.text_from, article.page_reason, article.title) == ("feed", "timeout", "Bridge open")
    assert article.text == "\n".join(STORY)
    assert routing.instead(page(HTML.encode(), 0), "timeout") is None
