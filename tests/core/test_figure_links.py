from datetime import UTC, date, datetime, timedelta

import pytest

from newsbeam.transforms.core.figures.find_figures import find_figures
from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.figure_links import MAX_LINKS, PER_VALUE, link_figures
from newsbeam.transforms.core.linking.figure_sketches import figure_sketches
from newsbeam.transforms.core.linking.slots import same_slot
from newsbeam.transforms.records import Article, FigureLink, FigureSketch, Id, Origin

NOW = datetime(2031, 3, 4, tzinfo=UTC)
STORY = make_id("story", "1")


def told(name: str, text: str, *, day: int = 0, cluster: str | None = None) -> tuple[FigureSketch, ...]:
    at = NOW + timedelta(days=day)
    origin = Origin(Id(name), (0, 0), name, at)
    article = Article(
        Id(name), Id(name), origin, None, None, f"{name}.example", None, (), at, None, at.date(), "en", None, text, "free", "t"
    )
    return figure_sketches(article, find_figures(article, ()), {}, STORY, Id(cluster or name), int(at.timestamp()))


def links(old: str, new: str, *, day: int = 0) -> list[FigureLink]:
    return link_figures(told("b", new, day=day), told("a", old))


CONFLICTS = {
    "two tolls": (
        "Three people were killed in the ferry fire at Port Ellery.",
        "Four people were killed in the ferry fire at Port Ellery.",
    ),
    "a bound that the other is below": (
        "At least 43 people were killed in the shelling of the mill.",
        "The shelling of the mill killed 40 people.",
    ),
    "nearly and more than": ("Nearly 300 marchers gathered at the town hall.", "More than 300 marchers gathered at the town hall."),
    "other words for one thing": (
        "The navy seized 12 assault rifles from the pirates.",
        "The navy confiscated seven assault rifles from the pirates.",
    ),
    "sums": ("The fire caused $3 million of damage to the yard.", "The yard suffered damage of $7 million in the fire."),
    "lengths": ("Robert Quill fell about 60 metres from the ridge.", "He fell about 140 metres from the ridge."),
    "shares": ("Turnout was 71 percent.", "Turnout reached 83 percent."),
    "ages": ("Robert Quill, 32, is a climber from Kelmar.", "The climber Robert Quill, 31, is from Kelmar."),
    "calibres": ("He pointed a .38 caliber revolver at them.", "He pointed a .357 caliber revolver at them."),
    "none and some": (
        "There were no casualties in the ferry fire at Port Ellery, the mayor said on the quay.",
        "Twelve people were killed in the ferry fire at Port Ellery, the mayor said on the quay.",
    ),
}
ALIKE = {
    "ranges overlap": ("At least 12 people were killed in the ferry fire.", "15 people were killed in the ferry fire."),
    "about": ("About 300 marchers gathered at the town hall.", "280 marchers gathered at the town hall."),
    "nearly": ("Nearly 100 marchers gathered at the town hall.", "99 marchers gathered at the town hall."),
    "rounded": ("Kelmar Lines will buy the yard for 22 billion crowns.", "Kelmar Lines will buy the yard for 22.4 billion crowns."),
    "a part": ("Of the 20 sailors hurt, five of them were critically hurt in the fire.", "20 sailors were hurt in the fire."),
    "parts that add up": (
        "The navy seized nine assault rifles from the pirates.",
        "The navy seized seven assault rifles and two assault rifles of another make from the pirates.",
    ),
    "another event of another weekday": (
        "On Monday 40 marchers gathered at the town hall.",
        "On Tuesday 90 marchers gathered at the town hall.",
    ),
    "another year": ("In 2019 nine people were killed in a ferry fire.", "In 2031 three people were killed in the ferry fire."),
    "killed and wounded": ("12 people were killed in the ferry fire.", "20 people were wounded in the ferry fire."),
    "shot and killed": ("He shot three people at the mill, killing one.", "Three people were shot at the mill."),
    "two sides": ("Nine Norwegian soldiers were killed in the raid.", "Four Danish soldiers were killed in the raid."),
    "others": ("12 people were killed in the ferry fire.", "Another five people were killed in the ferry fire."),
    "two people of one surname": ("Robert Quill, 32, is a climber.", "Anna Quill, 19, is a climber."),
    "shares of other things": ("Turnout was 71 percent.", "Unemployment was 12 percent."),
    "prices of shares": ("Shares of Kelmar Lines closed at $24.", "Shares of Kelmar Lines closed at $31."),
    "other payers": ("The Kelmar Rovers offered $160 million.", "The Ellery Saints offered $184 million."),
    "other units": ("It lay 13 miles from Port Ellery.", "It lay 13 nautical miles from Port Ellery."),
    "another thing": ("The navy seized 12 rifles.", "The navy seized three boats."),
    "women among people": ("Two women were killed in the ferry fire.", "Three people were killed in the ferry fire."),
    "per head": ("They paid $5 million in fines.", "They paid $7 million per year in fines."),
    "a sum for nothing told": ("Kelmar Lines gave $5 million.", "Kelmar Lines gave $7 million."),
    "fish of two kinds": ("Two herons were seen.", "Nine herons nest on the weir of the mill in spring."),
    "two sexes": ("Two women were killed in the ferry fire.", "One man was killed in the ferry fire."),
    "a range that meets": ("Between 40 and 60 sailors gathered.", "55 sailors gathered."),
    "a count without a noun": ("Hamlets burned as 12 burned.", "They burned 30 homes."),
    "two who were sentenced": ("Anna Quill was sentenced to 12 years in prison.", "Boris Holt was sentenced to seven years in prison."),
    "the dead of long ago": (
        "There were no casualties in the raid on Kelmar, the mayor said.",
        "20,000 people were killed in the war on Kelmar, the mayor said.",
    ),
    "a sentence that tells both": (
        "The Rovers offered Ines Holm a contract of $140 million over seven years.",
        "For Ines Holm the Saints offered a contract of $160 million, and the Rovers offered a contract of $140 million.",
    ),
    "a firm and its share": ("Kelmar Lines will buy the yard for $334 million.", "Kelmar Lines will buy the yard at $9.21."),
    "hours that are near": ("The blast was at about 5.30pm.", "The blast was just before 5.30pm."),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_disagreements(name: str) -> None:
    old, new = CONFLICTS[name]
    (link,) = links(old, new)
    assert link.relation in ("differs", "updates")
    assert 0.5 <= link.score <= 1
    assert " against " in link.basis


@pytest.mark.parametrize("name", ALIKE)
def test_look_alikes(name: str) -> None:
    assert links(*ALIKE[name]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robert Quill fell about 60 metres from the ridge.", "The boat lay 13 miles from Port Ellery."),
        ("She ate 41 percent.", "Turnout was 71 percent."),
        ("Three of the four sailors were rescued.", "Nine sailors were rescued."),
    ],
    ids=["a fall and a way", "a share of nothing told", "a part and a whole"],
)
def test_other_slots(one: str, other: str) -> None:
    (mine,), (theirs,) = told("a", one), told("b", other)
    assert same_slot(theirs, theirs)
    assert not same_slot(mine, theirs)
    assert not same_slot(theirs, mine)


def test_a_toll_that_grows_is_updated() -> None:
    old, new = "14 people were killed in the ferry fire.", "17 people were killed in the ferry fire."
    assert [link.relation for link in links(old, new, day=1)] == ["updates"]
    assert [link.relation for link in links(old, new)] == ["differs"]
    assert [link.relation for link in links(old, f"So far {new}")] == ["updates"]
    assert [link.relation for link in links(new, old, day=1)] == ["differs"]
    assert [link.relation for link in links(new, f"So far {old}", day=-1)] == ["updates"]


def test_lower_bounds_that_are_far_apart_are_of_two_times() -> None:
    old = "At least 5,000 people were displaced by the flood in Kelmar."
    assert len(links(old, "More than 15,000 people were displaced by the flood in Kelmar.", day=1)) == 1
    assert links(old, "More than 6,000 people were displaced by the flood in Kelmar.", day=1) == []
    toll = "The death toll of the flood in Kelmar is now more than {} people."
    assert [link.relation for link in links(toll.format(600), toll.format(640), day=1)] == ["updates"]


def test_figures_of_one_sentence_are_not_compared() -> None:
    assert link_figures(told("a", "Three people were killed, not four people killed."), ()) == []


def test_all_and_these_of_one_article_are_not_compared() -> None:
    text = "The navy seized six rifles on the boats. It has seized a total of 14 rifles in five operations."
    assert link_figures(told("a", text), ()) == []


def test_copies_tell_nothing_new() -> None:
    old, new = CONFLICTS["two tolls"]
    first, second = told("a", old), told("b", new)
    assert len(link_figures(second, first)) == 1
    assert link_figures(told("c", new, cluster="b"), [*first, *second]) == []
    assert link_figures(told("d", new, cluster="a"), first) == []


def test_an_article_that_tells_both_tells_of_two_things() -> None:
    both = "Three people were killed at the mill of Ostra. Four people were killed in the ferry fire at Port Ellery."
    (alone,) = links(*CONFLICTS["two tolls"])
    beside = [link.score for link in links(CONFLICTS["two tolls"][0], both)]
    assert all(score < alone.score for score in beside)


def test_links_are_few() -> None:
    text = "{} people were killed in the ferry fire at Port Ellery."
    many = [one for number in range(40) for one in told(f"a{number}", text.format(10 + number // 4))]
    (new,) = told("new", text.format(99))
    found = link_figures([new], many)
    assert len(found) <= MAX_LINKS
    values = [next(one.raw for one in many if one.figure_id == link.other_figure_id) for link in found]
    assert max(map(values.count, values)) <= PER_VALUE


def test_the_basis_names_thing_figures_and_days() -> None:
    old, new = CONFLICTS["two tolls"]
    (link,) = links(old, new, day=1)
    assert link.basis.startswith(
        f"people killed: Four people against Three people ({date(2031, 3, 5)} and {date(2031, 3, 4)}); both speak of:"
    )
