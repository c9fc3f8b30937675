"""The steps that the sandbox's children run, one after another in this process."""

from newsbeam.transforms.core.entities.model import DEFAULT_MODEL
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.steps import attribute_claims, clean_document, name_entities
from tests.support.documents import page

TEXT = "Bridge safe\nAnna Keller said that the bridge over the Lowmere was safe.\n"


def test_each_step_adds_its_own_part_and_keeps_the_rest() -> None:
    cleaned = clean_document(page(TEXT.encode(), form="clean"))
    assert cleaned.signature == sign(cleaned.article)
    named = name_entities(cleaned, DEFAULT_MODEL)
    assert "Anna Keller" in [mention.surface for mention in named.mentions]
    claimed = attribute_claims(named, DEFAULT_MODEL)
    assert [(claim.speaker_name, claim.cue_text) for claim in claimed.claims] == [("Anna Keller", "said")]
    assert (claimed.article, claimed.signature, claimed.mentions) == (cleaned.article, cleaned.signature, named.mentions)
