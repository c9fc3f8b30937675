"""CutRecurring: documents lose what recurs on their outlet's pages. What recurs is decided in tests/core/test_recurring.py."""

from dataclasses import replace

from newsbeam.transforms.core.cleaning.clean import CLEAN
from newsbeam.transforms.core.cleaning.recurring import RECURRING, block_key
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.records import OutletKnowledge, RemovedBlock
from newsbeam.transforms.recurring import CutRecurring
from tests.support.documents import document, document_of
from tests.support.invented import prose
from tests.support.run_transform import run_transform

APPEAL = "Readers of the Kelmar Courier pay for this desk, and the ledger lies open to all of them."
KNOWN = {"kelmar.example": OutletKnowledge(3, {block_key(APPEAL): "on 9 of 9 pages"})}


def test_only_what_is_known_of_the_outlet_is_cut_and_every_document_is_counted_once() -> None:
    text = prose(1, 90)
    with_appeal = document(f"{text}\n{APPEAL}", 0)
    without = document(prose(2, 90), 1)
    elsewhere = document(f"{prose(3, 90)}\n{APPEAL}", 2, url="https://zellin.example/2")
    called_clean = document_of(replace(document(f"{prose(4, 90)}\n{APPEAL}", 3).article, extractor=CLEAN))
    cut_before = document_of(replace(document(prose(5, 90), 4).article, removed=(RemovedBlock(0, "Share", "share"),)))
    given = [with_appeal, without, elsewhere, called_clean, cut_before]
    ran = run_transform(CutRecurring(KNOWN), given)
    came = {one.origin.order[1]: one for one in ran.good}
    assert came[0].article.text == text
    assert came[0].article.removed == (RemovedBlock(1, APPEAL, RECURRING, "on 9 of 9 pages"),)
    assert came[0].signature == sign(came[0].article) != with_appeal.signature
    assert came[1].article == replace(without.article, knowledge=3)
    assert (came[2], came[3]) == (elsewhere, called_clean)
    assert ran.counters == {"recurring": {"ok": len(given)}, "cut": {RECURRING: 1, "share": 1}}
