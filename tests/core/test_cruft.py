"""The rules about page furniture, each group with a case that it must and one that it must not match."""

import re

import pytest

from newsbeam.transforms.core.text.cruft import _reasons, class_zones, line_cues, rules, sure_cruft
from tests.support.timed import within

SURE = {
    "Advertisement": "ad",
    "ADVERTISEMENT": "ad",
    "Story continues below advertisement": "ad",
    "Anzeige": "ad",
    "ALSO READ: The bridge in pictures": "related",
    "Do you have a story to tell?": "related",
    "Follow the Ledger’s full coverage of the bridge": "related",
    "[button link=”https://ledger.example/” type=”big”] Send us your pictures[/button]": "related",
    "Hat Ihnen dieser Artikel gefallen?": "appeal",
    "Dann unterstützen Sie uns bitte mit einer Spende": "appeal",
    "Reach the reporter at nora.falt@ledger.example": "bio",
    "Placeholder image-1": "caption",
    "Support us": "appeal",
    "Join 10,000+ Valmont Ledger members today": "appeal",
    "Post with no comments.": "comments",
    "Leave a reply": "comments",
    "Share this article": "share",
    "google plus": "share",
    "Follow Nora Falt on Twitter": "share",
    "Read also": "related",
    "The post Ferry starts first appeared on The Valmont Ledger.": "related",
    "The post Ferry starts appeared first on The Valmont Ledger.": "related",
    "Lesen Sie auch:": "related",
    "Read more: the bridge in pictures": "related",
    "Les også: Broen stengt": "related",
    "Sign up for our newsletter": "newsletter",
    "Log in": "account",
    "Il vous reste 57.09% de cet article à lire.": "account",
    "Photo: Nora Falt": "caption",
    "(Ivo Maric/Getty Images)": "caption",
    "Nora Falt contributed to this report.": "bio",
    "All rights reserved": "legal",
    "Support us. The Valmont Ledger has no owner and no advertisements.": "appeal",
    "Dear reader": "appeal",
    "Please consider supporting our journalism with a small sum.": "appeal",
    "Join more than 11,000 readers of the Ledger letter.": "appeal",
    "Become a member today": "appeal",
    "If you have read this far, could you spare the price of a coffee?": "appeal",
    "We depend on readers like you.": "appeal",
    "Make a one-off donation": "appeal",
    "Help us keep independent reporting alive": "appeal",
    "Never miss a story.": "newsletter",
    "Great! Check your inbox and click the link.": "newsletter",
    "Invalid email": "newsletter",
    "We use your sign-up to send you what you asked for.": "newsletter",
    "You can unsubscribe at any time.": "newsletter",
    "Get the best of the Ledger straight to your inbox": "newsletter",
    "Every morning at six: the harbour and the prices. Sign up free.": "newsletter",
    "Five stories you should not miss. Delivered every weekday.": "newsletter",
    "To continue reading, subscribe to the Ledger": "account",
    "Join now to read the rest": "account",
    "Try one month for 1 crown. Cancel at any time.": "account",
    "Sponsored links by Adnet": "related",
    "Our standards: the Ledger's rules of fair reporting": "legal",
    "Please enter a valid email address.": "newsletter",
    "By entering your email you agree to our terms.": "newsletter",
    "View all (23)": "related",
    "Got a story? Write to us.": "related",
    "For more stories like this, check our news page.": "related",
    "GET THE LEDGER ON THE GO BY CLICKING HERE": "related",
    "Legende: Ada Brenn vor der alten Brücke. VLT": "caption",
    "The bridge after the flood. Valmont Archive via AP": "caption",
    "Die alte Brücke © Gemeinde Valmont": "caption",
    "The bridge on Sunday evening (Getty)": "caption",
    "Citation: A bridge that heals itself (2024, March 4) retrieved 5 March 2024": "legal",
    "License this content": "legal",
    "10 thoughts on “Why the bridge had to close”": "comments",
    "SKIP ADVERTISEMENT": "ad",
    "Report this ad": "ad",
    "Share your thoughts below": "comments",
    "Print this page": "share",
    "Text size: A A A": "share",
    "More on this story": "related",
    "Listen to this article · 3:40 min": "widget",
    "Topics: ferry, river Lorn": "related",
    "اقرأ أيضا: الجسر القديم": "related",
    "相关阅读：旧桥": "related",
    "Читайте также: мост закрыт": "related",
    "यह भी पढ़ें: पुल बंद": "related",
    "Follow our WhatsApp channel for the ferry's times": "newsletter",
    "Get our free letter of the harbour": "newsletter",
    "View image in fullscreen": "widget",
    "Press enter or click to view image in full size": "widget",
    "If you liked this story, follow me for more.": "share",
    "(Reporting by Ines Malk; editing by Tove Arkan)": "bio",
    "责任编辑：王小明": "bio",
    "— AFP": "bio",
    "ines.malk@ledger.example": "bio",
    "This article contains affiliate links.": "legal",
    "【打印】【关闭】": "legal",
}

NEWS = [
    "The mayor said on Monday that the bridge will stay closed.",
    "Share prices fell on Monday after the announcement.",
    "Email the editors exchanged at the time shows that they knew.",
    "Do you have a plan? the judge asked.",
    "Read the letter, the mayor told the council.",
    "Print newspapers are in trouble, the study says.",
    "Support us, the miners shouted, and the crowd did.",
    "Dear readers of the letter, she wrote, had a right to know.",
    "Join forces or lose, the party leader told 300 members on Sunday.",
    "We depend on the river, said the farmers of the lower valley.",
    "Try to leave before noon, the police advised commuters.",
    "He could cancel the contract any time, the court found, and did.",
    "Never miss a train again, the minister joked; nobody laughed.",
    "Help kept arriving all night, the fire service said.",
    "Related companies were searched as well, the prosecutor said.",
    "Photographers waited outside the court for hours.",
    "Follow-up talks are planned for June.",
    "Day that changed everything",
    "Das Geld kommt im Mai, sagte der Minister. (dpa)",
    "5 responses to the flood",
    "The letter was sent via Reuters, the minister said.",
    "View all the evidence before you judge, the lawyer told the jury.",
    "Advertisement spending rose by 3 per cent, the agency said.",
    "市長は昨日、古い橋を閉鎖すると発表した。",
    "More on this story will be known in June, the court said.",
    "Report this advertiser to the police, the mayor said.",
    "Follow our example, the miners told the farmers.",
    "Get our children home, the mothers cried.",
    "AFP",
    "Reporting by 300 witnesses was read in court; nobody had seen the boat.",
    "旧桥关闭，相关阅读材料在图书馆。",
]


@pytest.mark.parametrize(("line", "reason"), SURE.items())
def test_never_news(line: str, reason: str) -> None:
    assert sure_cruft(line) == reason


@pytest.mark.parametrize("line", NEWS)
def test_news_is_never_sure_cruft(line: str) -> None:
    assert sure_cruft(line) is None


def test_what_is_long_is_never_sure_cruft() -> None:
    assert sure_cruft("Photo: " + "Nora Falt, " * 20) is None


@pytest.mark.parametrize("kind", ["class", "line", "whole", "start", "wall_name", "wall_line", "wall_talk", "wall_markup"])
def test_rules_compile_and_are_said_once(kind: str) -> None:
    assert rules(kind)
    for patterns in rules(kind).values():
        assert len(patterns) == len(set(patterns))
        for pattern in patterns:
            re.compile(pattern)


def test_a_rule_for_no_known_reason_is_said_with_the_remedy() -> None:
    with pytest.raises(
        ValueError, match=r"^\[wall_name (\w+)\] in cruft_rules.txt: add '\1' to newsbeam.transforms.records.RemovalReason$"
    ):
        _reasons("wall_name")


def test_a_word_stands_for_one_thing() -> None:
    words = [word for group in rules("word").values() for word in group]
    assert words
    assert len(words) == len(set(words))
    assert words == [word.casefold() for word in words]


CLASSES = {
    "related-articles": "cls:related",
    "c-newsletter__form": "cls:newsletter",
    "wp-caption-text": "cls:caption",
    "articleBody": "cls:articlebody",
    "social-share": "cls:share",
    "comments-list": "cls:comments",
    "cookie-banner": "cls:cookie",
}


@pytest.mark.parametrize(("token", "zone"), CLASSES.items())
def test_class_names(token: str, zone: str) -> None:
    assert zone in class_zones(token)


def test_a_name_that_says_nothing() -> None:
    assert class_zones("css-1x2y3z") == frozenset()


def test_cues_are_hints() -> None:
    assert "related" in line_cues("Related: the bridge in pictures")
    assert "date" in line_cues("Published 28 February 2022")
    assert line_cues("x" * 500) == []


@pytest.mark.timed
@pytest.mark.parametrize("text", ["A" * 400, "Ab " * 130, "no " * 130, "1 " * 200, "by " * 130, "." * 400, "a a,a;" * 60])
def test_no_pattern_backtracks(text: str) -> None:
    with within(2):
        for n in range(0, 400, 7):
            line_cues(text[n:])
            sure_cruft(text[n:])
