import pytest

from newsbeam.transforms.core.web import robots
from tests.support.timed import within

NEWSBEAM = "newsbeam/1.0 (+mailto:desk@outlet.example)"
SITE = "https://outlet.example"

CASES: dict[str, tuple[str, str, bool]] = {
    "nothing said": (robots.ALLOW_ALL, "/a", True),
    "all forbidden": (robots.DISALLOW_ALL, "/a", False),
    "a folder": ("User-agent: *\nDisallow: /private", "/private/a", False),
    "another folder": ("User-agent: *\nDisallow: /private", "/public/a", True),
    "our own group": ("User-agent: *\nDisallow: /\n\nUser-agent: newsbeam\nAllow: /", "/a", True),
    "our own group forbids": ("User-agent: *\nAllow: /\n\nUser-agent: NewsBeam\nDisallow: /", "/a", False),
    "a group that only our contact matches": ("User-agent: desk\nDisallow: /", "/a", True),
    "longest match": ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
    "wildcard": ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf", False),
    "wildcard with an end": ("User-agent: *\nDisallow: /*.pdf$", "/x/a.pdf?x=1", True),
    "windows lines": ("User-agent: *\r\nDisallow: /a\r\n", "/a", False),
    "a web page instead": ("<!doctype html><title>Not found</title>", "/a", True),
    "a rule of wildcards": ("User-agent: *\nDisallow: /" + "*a" * 500, "/" + "a" * 500, True),
    "a line without end": ("User-agent: *\nDisallow: /" + "a" * 100_000, "/a", True),
    "binary": ("\x00\x01\ufffd" * 100, "/a", True),
}


@pytest.mark.parametrize("name", CASES)
def test_allowed(name: str) -> None:
    text, path, expected = CASES[name]
    assert robots.allowed(text, NEWSBEAM, SITE + path) is expected


DELAYS: dict[str, float | None] = {"10": 10.0, "0.5": 0.5, "soon": None, "-1": None, "inf": None, "nan": None}


@pytest.mark.parametrize("value", DELAYS)
def test_crawl_delay(value: str) -> None:
    assert robots.crawl_delay(f"User-agent: *\nCrawl-delay: {value}", NEWSBEAM) == DELAYS[value]


def test_only_the_beginning_of_a_large_file_is_read() -> None:
    early = b"User-agent: *\nDisallow: /early\n"
    text = robots.text(early + b"#" * robots.MAX_BYTES + b"\nDisallow: /late\n")
    assert len(text) == robots.MAX_BYTES
    assert not robots.allowed(text, NEWSBEAM, SITE + "/early")
    assert robots.allowed(text, NEWSBEAM, SITE + "/late")


def test_the_byte_order_mark_is_not_a_part_of_the_first_line() -> None:
    assert not robots.allowed(robots.text(b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), NEWSBEAM, SITE)


@pytest.mark.timed
def test_a_large_file_is_matched_in_linear_time() -> None:
    text = "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*a*ab\n" * 15_000
    with within(5):
        robots.allowed(text, NEWSBEAM, SITE + "/" + "a" * 2000)
