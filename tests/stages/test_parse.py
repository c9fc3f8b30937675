"""ParseFeeds: replies in, polls out. What is read from which feed is in tests/core/test_feeds.py."""

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.fetch_records import FeedReply
from newsbeam.transforms.parse import ParseFeeds
from newsbeam.transforms.records import Origin
from tests.support.invented import MORNING
from tests.support.run_transform import run_transform

RSS = b'<rss version="2.0"><channel><title>Kelmar Courier</title><item><link>https://kelmar.example/1</link></item></channel></rss>'


def reply(name: str, body: bytes, status: int = 200) -> FeedReply:
    url = f"https://{name}.example/feed"
    return FeedReply(Origin(make_id("test", url), (0, 0), url, MORNING, url, kind="feed"), url, status, body)


def test_each_reply_is_a_poll_or_a_failure_and_counted_once() -> None:
    replies = [reply("kelmar", RSS), reply("zellin", b"", 304), reply("ostara", b"<html><p>No feed"), reply("doray", b"")]
    ran = run_transform(ParseFeeds(Limits(1)), replies)
    polls = {poll.url: (poll.outcome, [entry.url for entry in poll.entries]) for poll in ran.good}
    assert polls == {
        "https://kelmar.example/feed": ("polled", ["https://kelmar.example/1"]),
        "https://zellin.example/feed": ("not_modified", []),
    }
    assert {(failure.origin.name, failure.stage, failure.outcome, failure.payload) for failure in ran.failures} == {
        ("https://ostara.example/feed", "parse", "dead", b"<html><p>No feed"),
        ("https://doray.example/feed", "parse", "dead", b""),
    }
    assert set(ran.counters["parse"]) == {"ok", *ran.reasons()}
    assert sum(ran.counters["parse"].values()) == len(replies)
