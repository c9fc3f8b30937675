"""Invented news: articles of words that mean nothing, for tests that compare texts."""

import random
from datetime import UTC, datetime, timedelta

from newsbeam.transforms.core.ids import article_id, content_id, make_id
from newsbeam.transforms.core.linking.fingerprints import sign
from newsbeam.transforms.core.linking.stories import story_vector
from newsbeam.transforms.records import Article, Document, Origin, Signature, StoryVector

MORNING = datetime(2031, 3, 4, 6, 0, tzinfo=UTC)
_SYLLABLES = ("ka", "lo", "mer", "tin", "us", "bra", "ve", "dor", "shi", "pol", "en", "gar")


def prose(seed: int, count: int) -> str:
    """`count` invented words in sentences; another seed gives other words."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]
    return " ".join(f"{word}." if number % 12 == 11 else word for number, word in enumerate(words))


def article(
    text: str, url: str = "https://kelmar.example/1", title: str = "A title", number: int = 0, days: float = 0, source: str | None = None
) -> Article:
    """An article of an invented outlet (`source=""`: of none), read some days after a certain morning."""
    at = MORNING + timedelta(days=days)
    outlet = url.split("/")[2] if source is None else source or None
    origin = Origin(make_id("test", url, str(number)), (0, number), "test", at, url)
    identity = article_id(url, outlet, title, str(at.date()), text)
    of_text = content_id(title, text)
    return Article(identity, of_text, origin, url, url, outlet, title, (), at, None, at.date(), "en", None, text, "free", "test")


def signature(text: str, url: str = "https://kelmar.example/1", title: str = "A title", number: int = 0, days: float = 0) -> Signature:
    """The signature of such an article."""
    return sign(article(text, url, title, number, days))


def vector(title: str, text: str, url: str = "https://kelmar.example/1", number: int = 0, days: float = 0) -> StoryVector:
    """The story vector of such an article."""
    made = article(text, url, title, number, days)
    return story_vector(Document(made, sign(made)))


def newsroom(seed: int, count: int) -> list[Article]:
    """A mixed flow: events told by several outlets, cut copies, revisions, repeated pages, and outlets with chrome on each page."""
    chance = random.Random(seed)
    chrome = {outlet: prose(1000 + outlet, 40) for outlet in range(4)}
    events = [(prose(2000 + event, 6).title(), prose(3000 + event, 60).split()) for event in range(max(1, count // 5))]
    flow: list[Article] = []
    for number in range(count):
        outlet = chance.randrange(4)
        url = f"https://outlet{outlet}.example/{number}"
        title, words = events[min(len(events) - 1, int(chance.random() * (number / 5 + 1)))]
        text = f"{title}. {' '.join(chance.choices(words, k=60))}. {prose(number, chance.randint(5, 200))}"
        kind = chance.random()
        if flow and kind < 0.4:
            earlier = chance.choice(flow[-30:])
            kept = earlier.text[: int(len(earlier.text) * chance.uniform(0.4, 1))]
            same_page = kind < 0.2
            url, title = (earlier.url or url if same_page else url), earlier.title or title
            whole = kind < 0.05 or 0.2 <= kind < 0.25
            text = earlier.text if whole else f"{kept} {prose(5000 + number, 30)}" if kind < 0.33 else kept
        if kind > 0.7:
            text = f"{chrome[outlet]}\n{text}"
        flow.append(article(text, url, title, number, days=number / 10))
    return flow
