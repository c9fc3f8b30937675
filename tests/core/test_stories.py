import math
from dataclasses import replace
from datetime import timedelta

import pytest

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.stories import (
    CAPITAL_WEIGHT,
    LEDE_WEIGHT,
    MAX_TERMS,
    SIMILARITY,
    STRAY_SIMILARITY,
    TITLE_WEIGHT,
    link_stories,
    remember_links,
    story_vector,
)
from newsbeam.transforms.core.linking.story_index import (
    CENTROID_SLACK,
    CENTROID_TERMS,
    LISTED_ARTICLES,
    WINDOW_SECONDS,
    NoStories,
    Placed,
    StoryOverlay,
)
from newsbeam.transforms.records import Document, Mark, StoryLink, StoryVector
from tests.support.invented import MORNING, article, newsroom, prose, vector
from tests.support.timed import within

FLOOD = (
    "Rivers burst their banks in Kelmar after the Ostara dam gave way; rescuers in boats took hundreds from roofs in the flooded old town."
)
DAM = (
    "The Ostara dam above Kelmar failed on Monday, and water from the burst river flooded the old town, where rescuers sought the missing."
)

STRIKE = "Tram drivers in Zellin walked out over pay; the Zellin transport union and the tram operator blamed each other for the strike."


def link(*vectors: StoryVector) -> list[StoryLink]:
    return link_stories([replace(one, order=(0, number)) for number, one in enumerate(vectors)], NoStories())


def told(text: str, number: int, days: float = 0) -> StoryVector:
    return vector(text.split(";")[0].split(",")[0], text, f"https://outlet{number}.example/{number}", number, days)


def test_two_reports_of_one_event_and_one_of_another() -> None:
    flood, strike, dam = link(told(FLOOD, 1), told(STRIKE, 2), told(DAM, 3))
    assert flood.story_id == dam.story_id == make_id("story", told(FLOOD, 1).article_id)
    assert strike.story_id == make_id("story", told(STRIKE, 2).article_id)
    assert (flood.similarity, strike.similarity) == (1.0, 1.0)
    assert SIMILARITY <= dam.similarity < 1


@pytest.mark.parametrize("sign_of", [1, -1], ids=["later", "earlier"])
def test_a_story_that_was_quiet_too_long_is_over(sign_of: int) -> None:
    window = WINDOW_SECONDS / 86_400
    near, far = (link(told(FLOOD, 1), told(FLOOD, 2, sign_of * days)) for days in (window, window + 0.1))
    assert near[0].story_id == near[1].story_id
    assert far[0].story_id != far[1].story_id


def test_silence_counts_against_a_story() -> None:
    soon, late = (link(told(FLOOD, 1), told(DAM, 2, days))[1].similarity for days in (0, 5))
    assert late < soon


def test_a_revision_stays_in_its_story() -> None:
    first, _, revised = link(told(FLOOD, 1), told(STRIKE, 2), replace(told(f"{FLOOD} {prose(1, 60)}", 1), revision=2))
    assert revised.story_id == first.story_id


def test_a_revision_that_tells_of_another_event_moves() -> None:
    about_flood, about_strike = told(FLOOD, 1), told(STRIKE, 2)
    moved = replace(about_strike, article_id=about_flood.article_id, revision=2)
    *_, strike, now = link(about_flood, about_strike, moved)
    assert now.story_id == strike.story_id


def test_terms_by_place_and_form() -> None:
    terms = dict(vector("Dam fails", f"Water the Kelmar. {'x ' * 100} kelmars late mud").terms)
    found = {term: math.exp(weight - 1) for term, weight in terms.items()}
    title, lede, body = TITLE_WEIGHT, LEDE_WEIGHT, 1.0
    assert found == pytest.approx(
        {
            "dam": title * CAPITAL_WEIGHT,
            "fail": title,
            "water": lede * CAPITAL_WEIGHT,
            "kelmar": lede * CAPITAL_WEIGHT + body,
            "mud": body,
        }
    )


def test_scripts_without_spaces_have_terms() -> None:
    texts = (
        "港町の倉庫で大火災。住民避難続く。倉庫街の消火活動は夜まで続き、港町の住民は学校に避難した。",
        "大火災の港町、避難の住民が帰宅。倉庫街の火災は消火され、学校に避難した住民は家に戻った。",
        "知事選挙は現職が三選。投票率は過去最低で、新人の候補は敗北を認めて支持者に感謝した。",
    )
    one, other, third = (told(text, number) for number, text in enumerate(texts))
    links = link(one, other, third)
    assert links[0].story_id == links[1].story_id != links[2].story_id


def test_terms_are_bounded_and_in_order() -> None:
    terms = vector("A", prose(1, 2000)).terms
    assert len(terms) == MAX_TERMS
    assert list(terms) == sorted(terms, key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize(("published_days", "expected_days"), [(0, 0), (400, 1), (None, 1)], ids=["plausible", "implausible", "unknown"])
def test_the_time_of_an_article(published_days: int | None, expected_days: int) -> None:
    published = None if published_days is None else MORNING + timedelta(days=published_days)
    known = article(FLOOD, days=1)
    day = MORNING.date() if published_days == 0 else known.day
    made = replace(known, published_at=published, day=day)
    assert story_vector(Document(made, sign(made))).at == MORNING + timedelta(days=expected_days)


def test_a_mark_says_revision_and_day() -> None:
    made = article(FLOOD, days=3)
    mark = Mark(made.origin.input_id, "revised", 4, MORNING.date(), MORNING, made.article_id)
    found = story_vector(Document(made, sign(made), mark))
    assert (found.revision, found.day) == (4, MORNING.date())


def test_articles_without_terms() -> None:
    links = link(vector("", "", number=1), vector("", "…", "https://outlet.example/2", number=2))
    assert links[0].story_id != links[1].story_id


def test_lists_and_centroids_are_bounded() -> None:
    index = StoryOverlay()
    story_id = make_id("story", "x")
    for number in range(3 * LISTED_ARTICLES):
        one = vector("Ostara dam", FLOOD if number % 2 else prose(number, 60), f"https://outlet.example/{number}", number)
        remember_links([(one, StoryLink(one.input_id, story_id, 0.5))], index)
        assert len(index.stories[story_id].terms) <= CENTROID_TERMS + CENTROID_SLACK
    longest = max((index.recent(term) for term, _ in index.listed), key=len)
    assert len(longest) == LISTED_ARTICLES
    assert [one.position for one in longest] == sorted((one.position for one in longest), reverse=True)
    assert len(index.stories[story_id].terms) >= CENTROID_TERMS


@pytest.mark.parametrize("size", [1, 7, 50])
def test_batches_of_any_size_decide_alike(size: int) -> None:
    vectors = [story_vector(Document(one, sign(one))) for one in newsroom(2, 150)]
    index = StoryOverlay()
    links: list[StoryLink] = []
    for start in range(0, len(vectors), size):
        batch = vectors[start : start + size]
        decided = link_stories(batch, index)
        remember_links(zip(batch, decided, strict=True), index)
        links += decided
    assert links == link_stories(vectors, NoStories())
    assert 10 < len({one.story_id for one in links}) < 140


def test_the_index_below_is_not_changed() -> None:
    index = StoryOverlay()
    link_stories([told(FLOOD, 1)], index)
    assert (index.size, index.stories, index.frequency("ostara")) == (0, {}, 0)


HOSTILE = {"word": "a" * 4_000_000, "words": "ab " * 1_000_000, "han": "東" * 1_000_000, "lines": "_" * 1_000_000}


@pytest.mark.parametrize("name", HOSTILE)
def test_terms_of_hostile_texts_are_bounded(name: str) -> None:
    assert len(vector(HOSTILE[name], HOSTILE[name]).terms) <= MAX_TERMS


@pytest.mark.timed
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_no_time(name: str) -> None:
    with within(5):
        vector(HOSTILE[name], HOSTILE[name])


class Forgetful(NoStories):
    """Lists an article whose story it does not know any more."""

    def recent(self, _term: str) -> list[Placed]:
        at = int(MORNING.timestamp())
        return [Placed(0, make_id("article", "old"), make_id("story", "forgotten"), at)]


def test_a_story_that_the_index_has_forgotten_is_no_candidate() -> None:
    (link,) = link_stories([told(FLOOD, 1)], Forgetful())
    assert link.story_id == make_id("story", told(FLOOD, 1).article_id)


def report(text: str, number: int, days: float = 0, outlet: str = "kelmar") -> StoryVector:
    """A report of a title, a colon and a text."""
    title, _, body = text.partition(": ")
    return vector(title, body, f"https://{outlet}.example/{number}", number, days)


QUAKE = (
    "Magnitude {0} quake strikes off {1}: An earthquake of magnitude {0} struck {2} kilometres off the island of {1}, the geology office"
    " in Zellin said. It was felt for {3} seconds in the villages of {1}. No damage was reported, and no tsunami warning was given."
)
MARKET = (
    "Zellin shares close {0} on {1}: The Zellin index closed {2} percent {0} on {1} at {3} points. Shares of {4} moved most, by {5}"
    " percent. Turnover was {6} million crowns, and the crown was little changed against the euro, brokers in Zellin said."
)
MATCH = (
    "{0} {2} {1}: The second division saw {0} beat {1} {2} on Tuesday. A goal in the {3}th minute decided it before {4} spectators;"
    " now the side of {0} has {5} points. Both trainers spoke of a hard evening for {0} and for {1}."
)
SIBLINGS = {
    "quakes": (QUAKE.format("5.1", "Varn", 42, 11), QUAKE.format("6.3", "Osk", 88, 25), 2),
    "days": (
        MARKET.format("higher", "Tuesday", 0.4, 4211, "Limma Glass", 3.1, 601),
        MARKET.format("lower", "Wednesday", 0.6, 4187, "Bank of Ansa", 1.7, 598),
        1,
    ),
    "matches": (
        MATCH.format("Ansa Rovers", "Brill City", "2-1", 64, "3,211", 32),
        MATCH.format("Lowick Town", "Limma United", "3-0", 37, "1,870", 18),
        0,
    ),
}


@pytest.mark.parametrize("name", SIBLINGS)
def test_two_events_of_one_kind_are_two_stories(name: str) -> None:
    """Reports from one template: other figures, and other names in the headline or other days."""
    one, other, days = SIBLINGS[name]
    first, second, again = link(report(one, 1), report(other, 2, days), report(one, 3, 0.2, "gull"))
    assert first.story_id == again.story_id != second.story_id


def test_figures_that_move_on_stay_in_their_story() -> None:
    first = QUAKE.format("6.3", "Osk", 88, 25)
    later = first.replace("No damage was reported", "By Wednesday 31 people were found dead and 200 were missing, 1,400 houses had fallen")
    one, other = link(report(first, 1), report(later, 2, 1, "gull"))
    assert one.story_id == other.story_id


def test_an_article_that_looks_back_joins_the_event_of_its_date() -> None:
    last_year = -300
    dam = "Dam above Kelmar breaks: " + DAM.replace("on Monday", "on May 8")
    back = "What the Ostara dam taught Kelmar: " + DAM.replace("on Monday", "on May 8, 2030")
    undated = "What the Ostara dam taught Kelmar: " + DAM
    event, other, looking_back, blind = link(
        report(dam, 1, last_year), report(f"Strike: {STRIKE}", 2), report(back, 3, 0, "gull"), report(undated, 4, 0, "zellin")
    )
    assert event.story_id == looking_back.story_id
    assert len({event.story_id, other.story_id, blind.story_id}) == 3


def test_who_looks_back_does_not_prolong_the_story() -> None:
    index = StoryOverlay()
    dam = "Dam above Kelmar breaks: " + DAM.replace("on Monday", "on May 8")
    vectors = [report(dam, 1, -300), report("What the dam taught Kelmar: " + DAM.replace("on Monday", "on May 8, 2030"), 2)]
    links = link_stories(vectors, index)
    remember_links(zip(vectors, links, strict=True), index)
    (story,) = index.stories.values()
    assert (len(index.added), story.last_at) == (2, int(vectors[0].at.timestamp()))


def test_a_single_article_finds_its_story_by_a_quotation() -> None:
    quoted = "“We had told them of the crack in the third gate four times since the spring”"
    event = f"Dam above Kelmar breaks: {DAM} {quoted}, the keeper said."
    words = prose(40, 60)
    stray, other = (f"A keeper and his gate: {words} In Kelmar {said}, the keeper of the Ostara said." for said in (quoted, "“No”"))
    first, found = link(report(event, 1), report(stray, 2, 1, "gull"))
    alone = link(report(event, 1), report(other, 2, 1, "gull"))[1]
    assert first.story_id == found.story_id != alone.story_id
    assert STRAY_SIMILARITY <= found.similarity < SIMILARITY
