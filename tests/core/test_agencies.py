from typing import Any

import pytest

from newsbeam.transforms.core.pages.agencies import HEAD_CHARS, LONGEST_LINE, credited_agency
from tests.support.timed import within

BODY = "The harbour of Limma was closed on Monday.\nIt will open again in June, the port said."
CREDITED: dict[str, tuple[Any, str]] = {
    "byline": ((("Ada Quill", "AFP"), BODY), "AFP"),
    "behind a name": ((("Ada Quill, Reuters",), BODY), "Reuters"),
    "in brackets": ((("Ada Quill (dpa)",), BODY), "dpa"),
    "of the": ((("Ada Quill of The Associated Press",), BODY), "AP"),
    "dateline": (((), f"LIMMA, March 3 (Reuters) - {BODY}"), "Reuters"),
    "dateline, long dash": (((), f"LIMMA (AP) — {BODY}"), "AP"),
    "dateline with its region": (((), f"Limma (dpa/lno) - {BODY}"), "dpa"),
    "end of the last sentence": (((), f"{BODY} (AFP)"), "AFP"),
    "last line": (((), f"{BODY}\n— Xinhua"), "Xinhua"),
    "reporters and editors": (((), f"{BODY}\nReporting by Ada Quill; Editing by Ben Reed"), "Reuters"),
    "cut line": (((), BODY, ("Most read", "Source: TASS")), "TASS"),
    "copyright": (((), BODY, ("© 2031 AFP",)), "AFP"),
    "helped": (((), f"{BODY}\nThe Associated Press contributed to this report."), "AP"),
    "first of several": ((("AFP",), f"LIMMA (Reuters) - {BODY}"), "AFP"),
}
NOT_CREDITED: dict[str, Any] = {
    "nobody": ((), BODY),
    "quoted": ((), f"The mayor told Reuters that he would go.\n{BODY}"),
    "told": ((), f"{BODY}\nThe minister spoke to the AFP news agency on Monday"),
    "photo": ((), BODY, ("Photo: Ada Quill/AFP", "Ada Quill/Getty Images via AFP")),
    "a person": (("Pa Saine",), BODY),
    "a surname": (("Lena Ansa",), BODY),
    "abbreviation": ((), f"Advanced placement (AP) classes are full. {BODY}"),
    "place": ((), f"{BODY}\nAnsa"),
}


@pytest.mark.parametrize("name", CREDITED)
def test_an_agency_is_credited(name: str) -> None:
    given, agency = CREDITED[name]
    assert credited_agency(*given) == agency


@pytest.mark.parametrize("name", NOT_CREDITED)
def test_no_agency_is_credited(name: str) -> None:
    assert credited_agency(*NOT_CREDITED[name]) is None


@pytest.mark.timed
@pytest.mark.parametrize("piece", ["(", "a ", "© ", "Reporting by a;", "afp "])
def test_hostile_lines_take_no_time(piece: str) -> None:
    line = (piece * HEAD_CHARS)[:LONGEST_LINE]
    with within(2.0):
        credited_agency([line] * 50, "\n".join([line] * 1000), [line] * 200)
