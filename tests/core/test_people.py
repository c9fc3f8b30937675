"""Bylines into the people who sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.pages.people import MAX_NAME, is_person, people

BYLINES = {
    "By Nora Falt": ["Nora Falt"],
    "By Nora Falt and Ivo Maric, Staff Writers": ["Nora Falt", "Ivo Maric"],
    "Von Nora Falt und Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt, Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt; Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "https://www.facebook.com/ledger": [],
    "nora@ledger.example": [],
    "admin": [],
    "The Valmont Ledger": ["The Valmont Ledger"],
    "Nora Falt, The Valmont Ledger": ["Nora Falt"],
    "김영희 기자": ["김영희"],
    "NORA FALT": ["Nora Falt"],
    "BVN NEWS": ["BVN NEWS"],
    "Falt, Nora": ["Nora Falt"],
    "Reuters, AFP": ["Reuters", "AFP"],
    "Nora Falt/Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt | Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt og Ivo Maric": ["Nora Falt", "Ivo Maric"],
    "Nora Falt, Ivo Maric y Ada Brenn": ["Nora Falt", "Ivo Maric", "Ada Brenn"],
    "Von Nora Falt und Ivo Maric, dpa": ["Nora Falt", "Ivo Maric", "dpa"],
    "Nora Falt (Image: Valmont/Stock)": ["Nora Falt"],
    "(Image: Valmont/Stock)": [],
    "Nora Falt nora@ledger.example": ["Nora Falt"],
    "Nora Falt (@norafalt)": ["Nora Falt"],
    "Nora Falt – Journalist": ["Nora Falt"],
    "Nora Falt / Journalist": ["Nora Falt"],
    "Nora Falt Senior Reporter": ["Nora Falt"],
    "Nora Falt The Associated Press": ["Nora Falt"],
    "Nora Falt, Science Correspondent in Lorn": ["Nora Falt"],
    "Nora Falt, MD, PhD": ["Nora Falt"],
    "Nora Falt, RD, FACS": ["Nora Falt"],
    "Nora Falt Founder": ["Nora Falt"],
    "Per Solberg": ["Per Solberg"],
    "von Nora Falt , Ivo Maric , Ada Brenn": ["Nora Falt", "Ivo Maric", "Ada Brenn"],
    "Nora Falt, Actualizado Lunes": ["Nora Falt"],
    "Nora Falt For Ledger.Example.Com": ["Nora Falt"],
    "Foto: Ivo Maric": [],
    "Staff": [],
    "Redaktion": [],
    "VL Staff": ["VL Staff"],
    "Science V staff": ["Science V staff"],
    "Story Falt": ["Story Falt"],
    "di Nora Falt": ["Nora Falt"],
    "Text: Nora Falt": ["Nora Falt"],
    "dpa": ["dpa"],
    "ledger.example": ["ledger.example"],
    "Martin Falt, Jr.": ["Martin Falt, Jr"],
    "山田 花子": ["山田 花子"],
    "Нора Фальт и Иво Марич": ["Нора Фальт", "Иво Марич"],
    "": [],
}


@pytest.mark.parametrize(("byline", "names"), BYLINES.items())
def test_people(byline: str, names: list[str]) -> None:
    assert people(byline, "The Valmont Ledger") == names


PERSONS = {
    "Nora Falt": True,
    "Nora van der Falt": True,
    "N. B. Falt": True,
    "Нора Фальт": True,
    "山田 花子": True,
    "Nora": False,
    "nora falt": False,
    "Nora Falt?": False,
    "Read More": False,
    "Political Editor": False,
    "VRT Valmont": False,
    "PolitikAusland Sport": False,
    "نشر في": False,
}


@pytest.mark.parametrize(("name", "expected"), PERSONS.items())
def test_is_person(name: str, expected: bool) -> None:
    assert is_person(name) is expected


@given(st.text(max_size=200))
def test_any_byline_is_survived(byline: str) -> None:
    assert all(0 < len(name) <= MAX_NAME for name in people(byline, "Ledger"))
