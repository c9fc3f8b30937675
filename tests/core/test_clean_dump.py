"""Raw dumps: the article among the visible lines of a page."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.cleaning.clean_dump import Dump, clean_dump
from newsbeam.transforms.core.cleaning.dump_lines import lines_of

BODY = [
    "The old bridge over the Lorn will be closed from Monday, the mayor of Valmont, Ada Brenn, said at a meeting of the council.",
    "Engineers had found cracks in two of the five pillars, she said. “Nobody will drive over a bridge that I would not walk on.”",
    "The repairs are expected to take eight months and to cost about 10 million crowns, of which the region pays half.",
    "Shopkeepers on the left bank, who live from customers of the other side, called the decision hasty and asked for a ferry.",
    "The council votes on the ferry next week. A spokesman for the region said that money for it could be found quickly.",
]
NAV = ["Home", "City", "Sport", "Opinion", "Log in", "Search"]
FOOT = [
    "Share this article",
    "Related articles",
    "Tram line to the harbour opens",
    "Pool stays closed",
    "Privacy",
    "© 2024 The Valmont Ledger",
]


def dump(*head: str, nav: Sequence[str] = NAV, body: Sequence[str] = BODY, foot: Sequence[str] = FOOT) -> str:
    return "\n".join(nav) + "\n\n" + "\n\n".join([*head, *body]) + "\n\n" + "\n".join(foot)


def test_the_article_is_found() -> None:
    found = clean_dump(dump("Mayor closes the old bridge for repairs", "By Nora Falt", "March 4, 2024 5:06 am"))
    assert found.lines == BODY
    assert found.title == "Mayor closes the old bridge for repairs"
    assert found.authors == ("Nora Falt",)
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 4, 5, 6, tzinfo=UTC)


def test_the_date_of_saving_is_not_the_date_of_publishing() -> None:
    found = clean_dump(dump("Mayor closes the old bridge for repairs", "by Nora FaltMarch 4, 2024 5:06 am", nav=["Monday, June 10, 2024"]))
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 4, 5, 6, tzinfo=UTC)
    assert found.authors == ("Nora Falt",)


def test_the_windows_title_loses_the_outlet() -> None:
    found = clean_dump(
        dump("Mayor closes the old bridge for repairs", nav=["Mayor closes the old bridge for repairs | The Valmont Ledger", *NAV])
    )
    assert found.title == "Mayor closes the old bridge for repairs"
    assert found.lines == BODY


def test_text_without_furniture_stays_whole() -> None:
    found = clean_dump("\n".join(BODY))
    assert (found.title, found.authors, found.published) == (None, (), None)
    assert found.lines == BODY


def test_a_short_first_sentence_of_a_text_without_headline_stays() -> None:
    found = clean_dump("\n".join(["The bridge is shut.", *BODY]))
    assert (found.title, found.lines) == (None, ["The bridge is shut.", *BODY])


def test_nothing_is_read_as_nothing() -> None:
    assert clean_dump("") == Dump(None, (), None, [], [])


FURNITURE = {
    "a consent banner of whole sentences": {
        "nav": [
            *NAV,
            "We use cookies to personalise content and to analyse our traffic. You can change your consent at any time in your browser.",
            "Accept all",
        ]
    },
    "teasers with their summaries": {
        "foot": [
            "Read next",
            "Tram line to the harbour opens after two years",
            "June 2, 2024",
            "The first trams ran on Sunday morning between the market and the harbour, and tickets were free until the evening.",
            "Pool stays closed over the summer holidays",
            "June 1, 2024",
            "The tiles have come loose again, and the company that laid them no longer exists, so swimmers have to go elsewhere.",
            *FOOT,
        ]
    },
    "readers' comments": {
        "foot": [
            "2 Comments",
            "Ivo M. says:",
            "June 3, 2024 at 8:15 am",
            "I have said for years that nobody looks after that bridge. Now we all pay for it, thank you very much!",
            "Reply",
            "Lena says:",
            "June 3, 2024 at 9:40 am",
            "The ferry was never any good, and everybody who remembers the flood knows it very well.",
            "Reply",
            *FOOT,
        ]
    },
    "the author's biography": {"foot": ["Nora Falt covers the council for the Ledger. She has lived by the Lorn since 1998.", *FOOT]},
    "an advertisement and a newsletter inside": {
        "body": [*BODY[:2], "Advertisement", "Sign up for our newsletter: the city in five minutes, every morning.", *BODY[2:]]
    },
}


@pytest.mark.parametrize("case", FURNITURE)
def test_whole_sentences_of_furniture_are_cut(case: str) -> None:
    assert clean_dump(dump("Mayor closes the old bridge for repairs", "By Nora Falt", **FURNITURE[case])).lines == BODY


def test_a_text_that_is_cleaned_again_stays() -> None:
    found = clean_dump(dump("Mayor closes the old bridge for repairs", "By Nora Falt", "March 4, 2024 5:06 am"))
    assert clean_dump("\n".join(found.lines)).lines == found.lines


BODIES = {
    "Japanese": [
        "市長は三日夜、市議会で、川に架かる古い橋を四日から閉鎖すると発表した。五本の橋脚のうち二本にひびが見つかったという。",
        "修理には八カ月かかり、費用は約千万クローネに上る見通し。半分は州が負担すると、市長は市議会で説明した。",
        "左岸の商店主らは決定が早すぎると反発し、洪水の時のような渡し船を求めている。市議会は来週、渡し船について採決する。",
    ],
    "Chinese": [
        "市长周日晚在市议会宣布，因五座桥墩中有两座出现裂缝，河上的旧桥将从周一起关闭，预计维修时间为八个月。",
        "维修费用约为一千万克朗，其中一半由地区政府承担。公交车将绕行城北两公里处的新桥，直到旧桥重新开放为止。",
        "左岸的店主批评这一决定过于仓促，并要求像一九九八年洪水期间那样开通渡轮。市议会将于下周就此进行表决。",
    ],
    "Thai": [
        "นายกเทศมนตรีประกาศต่อสภาเมื่อคืนวันอาทิตย์ว่าสะพานเก่าข้ามแม่น้ำจะปิดตั้งแต่วันจันทร์หลังพบรอยร้าวในเสาสองต้นจากห้าต้น",
        "การซ่อมแซมคาดว่าจะใช้เวลาแปดเดือนและมีค่าใช้จ่ายประมาณสิบล้าน โดยภูมิภาคจะจ่ายครึ่งหนึ่งของค่าใช้จ่ายทั้งหมด",
        "เจ้าของร้านค้าฝั่งซ้ายวิจารณ์ว่าการตัดสินใจเร่งรีบเกินไปและขอให้มีเรือข้ามฟากเหมือนช่วงน้ำท่วม สภาจะลงมติสัปดาห์หน้า",
    ],
    "Korean": [
        "시장은 일요일 밤 시의회에서 다리의 기둥 다섯 개 중 두 개에서 균열이 발견돼 월요일부터 강 위의 낡은 다리를 폐쇄한다고 발표했다.",
        "수리에는 여덟 달이 걸리고 비용은 약 천만 크로네에 이를 전망이며 그 절반은 지역 정부가 부담한다고 시장은 설명했다.",
        "왼쪽 강변의 상인들은 성급한 결정이라고 비판하며 홍수 때처럼 나룻배를 운영해 달라고 요구했다. 시의회는 다음 주 표결한다.",
    ],
    "Hindi": [
        "महापौर ने रविवार रात परिषद की बैठक में कहा कि नदी पर बना पुराना पुल सोमवार से बंद रहेगा क्योंकि पाँच में से दो खंभों में दरारें मिली हैं।",
        "मरम्मत में आठ महीने लगने और लगभग एक करोड़ का खर्च आने की उम्मीद है, जिसमें से आधा क्षेत्रीय सरकार देगी।",
        "बाएँ किनारे के दुकानदारों ने फैसले को जल्दबाज़ी बताया और नाव सेवा की माँग की। परिषद अगले सप्ताह इस पर मतदान करेगी।",
    ],
}


@pytest.mark.parametrize("language", BODIES)
def test_scripts_without_case_or_spaces(language: str) -> None:
    assert clean_dump("\n".join(BODIES[language])).lines == BODIES[language]


def test_bullets_and_indents_are_layout() -> None:
    assert [(line.text, line.bullet) for line in lines_of("  • google plus\nHome\n\n - Live")] == [
        ("google plus", True),
        ("Home", False),
        ("Live", True),
    ]


@given(st.text(max_size=600))
def test_every_line_is_kept_or_accounted_for_in_order(text: str) -> None:
    lines = [line.text for line in lines_of(text)]
    found = clean_dump(text)
    removed = {block.line_no: block.text for block in found.removed}
    kept = iter(found.lines)
    assert [removed[i] if i in removed else next(kept) for i in range(len(lines))] == lines
