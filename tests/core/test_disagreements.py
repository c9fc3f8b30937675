"""Two reports of one event, from text to links: what is a disagreement, and what only looks like one."""

from datetime import UTC, datetime

import pytest

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.links import link_claims
from newsbeam.transforms.core.linking.statement_sketches import sketches
from newsbeam.transforms.core.steps import attribute_claims, name_entities
from newsbeam.transforms.records import Article, ClaimLink, Document, Id, Origin, Signature

AT = datetime(2031, 3, 4, tzinfo=UTC)
MODEL = "en_core_web_sm"


def document(number: int, text: str, title: str | None = None) -> Document:
    key = make_id("report", str(number))
    origin = Origin(key, (0, number), "o", AT)
    article = Article(
        key, key, origin, None, None, f"outlet{number}.example", title, (), AT, None, AT.date(), "en", None, text, "free", "none"
    )  # fmt: skip
    signature = Signature(key, (0, number), key, key, None, article.source, article.day, AT, (), ())
    return attribute_claims(name_entities(Document(article, signature), MODEL), MODEL)


def against(*texts: str) -> list[ClaimLink]:
    """The disagreements between reports, each compared with all before it."""
    told = [sketches(document(number, text), Id("story"), Id(str(number))) for number, text in enumerate(texts)]
    links: list[ClaimLink] = []
    for number, new in enumerate(told):
        links += link_claims(new, [old for before in told[:number] for old in before])
    return [link for link in links if link.relation in ("contradicts", "denies")]


DISAGREE = {
    "an outlet tells it, a ministry denies it": (
        "Marland's navy shelled the fishing port of Ostrel on Monday, sinking two cutters.",
        "The defence ministry of Marland denied shelling the port of Ostrel.",
    ),
    "an outlet against a speaker, in one negation": (
        "There is a shortage of flour in the bakeries of Kestow, the guild of bakers said.",
        "There is no shortage of flour in Kestow, the mayor told reporters.",
    ),
    "another verb for the same": (
        "The coast guard said the trawler was two miles inside Teland's waters when it was stopped.",
        "Norvia denied that the trawler had entered Teland's waters.",
    ),
    "not guilty": (
        "Ilan Brod, 41, was charged with arson after the fire at the Lindow mill.",
        "Ilan Brod pleaded not guilty on Thursday to setting the Lindow mill alight.",
    ),
    "rejected accusations": (
        "The government of Norvia accused Teland of arming the hill rebels with rockets.",
        "Teland's foreign minister rejected accusations by Norvia that his country was supplying weapons to the rebels.",
    ),
    "in good order, in bad": (
        "The crew of the Marigold were well equipped for the storm, the harbour master said.",
        "Coastguards said the crew of the Marigold were poorly equipped and had set out without a radio.",
    ),
    "destroyed, intact": (
        "A fire has destroyed the town hall of Emberley.",
        "The town hall of Emberley is intact and only smoke got into the cellar, firefighters said.",
    ),
    "other days": (
        "Divers found the wreck of the ferry Orla off Cape Sand on Tuesday.",
        "The wreck of the ferry Orla was found off Cape Sand on Wednesday, the navy said.",
    ),
    "east, west": (
        "The tanker ran aground 40 miles east of Port Ellery with a cargo of grain.",
        "The grain tanker ran aground about 40 miles west of Port Ellery.",
    ),
    "causes": (
        "The blackout in Hallam was caused by a fallen tree, the grid operator said.",
        "Engineers said the blackout in Hallam was due to a software fault.",
    ),
    "who is blamed": (
        "Officials in Teland blamed hill rebels for the explosion at the Dorn pipeline.",
        "The rebels blamed government agents for the explosion at the Dorn pipeline.",
    ),
    "who found them": (
        "The bodies of the two hikers were found by a shepherd below the Grey Pass.",
        "A rescue helicopter crew found the bodies of the two hikers below the Grey Pass, police said.",
    ),
    "how they died": (
        "The three miners at Kolm drowned when the shaft filled, the union said.",
        "The three miners at Kolm suffocated before water reached them, a doctor said.",
    ),
    "fair, rigged": (
        "The vote in Sarnia was free and fair, the election commission said.",
        "Sunday's vote in Sarnia was a sham, observers said.",
    ),
    "armed, unarmed": (
        "Tomas Reke was holding a pistol when officers shot him, the police chief said.",
        "Tomas Reke was unarmed when officers shot him, his sister said.",
    ),
    "alive, dead": (
        "The general Oro Basso is dead, two aides said.",
        "State radio said general Oro Basso is alive.",
    ),
    "a denial that names no content": (
        "The union accused the Brant company of hiding a leak at its refinery. The company dismissed the claim.",
        "Nothing else of note happened in the valley.",
    ),
}  # fmt: skip
AGREE = {
    "the same in other words": (
        "No services are operating on the coast line, the railway said.",
        "There is no service on the coast line, the operator said.",
    ),
    "not one but several": (
        "Several men attacked the cashier at the Rolle bank, a witness said.",
        "Not one man but several attacked the cashier at the Rolle bank, police said.",
    ),
    "told in another claim": (
        "The harbour master said the mate had told him that he did not see the buoy.",
        "The mate told the harbour master he did not see the buoy.",
    ),
    "names alone": (
        "Port Ellery and Kelmar are allies of Norvia, the minister said.",
        "Port Ellery will not send a team to the games in Kelmar, the federation of Norvia said.",
    ),
    "two siblings": (
        "Two people were killed in a fire in a bakery in Dorn on Monday.",
        "Four people died when a hotel burnt down in Sarnia on Thursday.",
    ),
    "the day it was said": (
        "The dam at Orsk is safe, the operator said on Tuesday.",
        "The operator said on Wednesday that the dam at Orsk is safe.",
    ),
    "denied by both": (
        "The airline denied that its pilots were tired.",
        "The airline said its pilots were not tired.",
    ),
    "two deaths": (
        "The first climber died at the scene after a fall from the Horn.",
        "A cook died in hospital after an accident in a kitchen of the lodge.",
    ),
    "a purpose is no fact": (
        "The envoy said everything was being done to avoid a famine in the delta.",
        "There is no famine in the delta, the governor said.",
    ),
    "if": (
        "If the bridge is closed the town will starve, traders said.",
        "The bridge is open, the council said.",
    ),
    "another one's plea": (
        "Mara Voss, 30, was charged with fraud over the sale of the lighthouse.",
        "A baker pleaded not guilty to speeding in the same court.",
    ),
    "a question": (
        "Asked whether the reactor was safe, the minister left the room.",
        "The reactor is unsafe, engineers said.",
    ),
    "other distances": (
        "The quake was centred 40 miles east of Port Ellery.",
        "A convoy of aid was stopped west of Port Ellery by snow.",
    ),
    "two causes of two things": (
        "The delay of the ferries was due to fog, the port said.",
        "The fire in the engine room was caused by a spark, inspectors said.",
    ),
    "hoped for": (
        "The coach hopes that the striker will be fit for the final.",
        "The striker was not picked for the friendly in Kolm.",
    ),
    "one speaker, twice": (
        "The chairman Oskar Lind said the plant was not for sale.",
        "Oskar Lind said the plant had been offered for sale in spring, and then not.",
    ),
    "two accused of one another": (
        "Norvia accused Teland of shelling the village of Urk.",
        "The village of Urk was shelled by Teland, Norvia said.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DISAGREE)
def test_disagreements_are_found(name: str) -> None:
    found = against(*DISAGREE[name])
    assert found
    assert all(link.score >= 0.5 and link.basis for link in found)


@pytest.mark.parametrize("name", AGREE)
def test_what_only_looks_like_one_is_none(name: str) -> None:
    assert against(*AGREE[name]) == []
