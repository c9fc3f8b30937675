"""Exports of press databases, as they look, with invented articles."""

import gzip
from datetime import UTC, datetime

import pytest

from newsbeam.transforms.archives import ReadLimits
from newsbeam.transforms.core.web.exports import kind_of
from newsbeam.transforms.records import Failure, Page
from tests.stages.archive_samples import Write, brief, read, read_pages

DAY = datetime(2021, 3, 4, tzinfo=UTC)
TEXT = (
    "The weir at Oxmere gave way on Thursday, and the lower town was flooded.\n"
    "The ferry: it rests, said Ida Moor, who has run it for years, until the water falls."
)
WRAPPED = (
    "The weir at Oxmere gave way on Thursday, and the lower town\nwas flooded.\n\n"
    "The ferry: it rests, said Ida Moor, who has run it for years,\nuntil the water falls.\n"
)

NEXIS = f"""


                               {{number}} of 2 DOCUMENTS


                               The Oxmere Bugle

                            March 4, 2021 Thursday
                                 Late Edition

Weir gives way: lower
town flooded

BYLINE: Ida Moor and
 Ole Birk

SECTION: TOWN; Pg. 3

LENGTH: 31 words

DATELINE: OXMERE

{WRAPPED}
LOAD-DATE: March 5, 2021

LANGUAGE: ENGLISH

SUBJECT: WEIRS (90%); FLOODS (89%)

                       Copyright 2021 The Oxmere Bugle Ltd
                              All Rights Reserved
"""

NEXIS_OLD = f"""                     Document {{number}} of 2

              Copyright 2021 Oxmere Press Ltd.
                   All Rights Reserved
                    The Oxmere Bugle

                      March 4, 2021

SECTION: TOWN
LENGTH: 31 words
BYLINE: Ida Moor and Ole Birk
HEADLINE: Weir gives way: lower town flooded

BODY:
{WRAPPED}
LANGUAGE: English
URL: https://oxmere.example/weir
"""

NEXIS_UNI = f"""
Weir gives way: lower town flooded
The Oxmere Bugle
March 4, 2021 Thursday

Copyright 2021 The Oxmere Bugle Ltd All Rights Reserved

Section: TOWN; Pg. 3
Length: 31 words
Byline: Ida Moor and Ole Birk
Body

{WRAPPED}
Classification

Language: ENGLISH
Publication-Type: Newspaper
Load-Date: March 5, 2021


End of Document
"""

FACTIVA = f"""
Town
Weir gives way: lower town flooded

By Ida Moor and Ole Birk
31 words
4 March 2021
10:15 GMT
The Oxmere Bugle
OXBUG
3
English
(c) 2021 Oxmere Press Ltd.

{WRAPPED}
Document OXBUG00020210304eh340003{{number}}

"""

FACTIVA_CODED = """
SE  Town
HD  Weir gives way: lower town flooded
BY  By Ida Moor and Ole Birk
WC  31 words
PD  4 March 2021
SN  The Oxmere Bugle
SC  OXBUG
LA  English
CY  (c) 2021 Oxmere Press Ltd.

LP
The weir at Oxmere gave way on Thursday, and the lower town
was flooded.

TD
The ferry: it rests, said Ida Moor, who has run it for years,
until the water falls.

NS  gflood : Floods
AN  Document OXBUG00020210304eh340003{number}
"""

EXPORTS = {"nexis": NEXIS, "nexis, older": NEXIS_OLD, "nexis uni": NEXIS_UNI, "factiva": FACTIVA, "factiva, with codes": FACTIVA_CODED}


def export(form: str) -> str:
    return "".join(EXPORTS[form].format(number=number) for number in (1, 2))


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_an_export_is_many_articles(write: Write, form: str, ends: str) -> None:
    pages = read_pages(write("export.TXT", export(form).replace("\n", ends).encode()))
    assert len(pages) == 2
    for number, page in enumerate(pages):
        assert (page.form, page.body.decode()) == ("clean", TEXT)
        hints = page.hints
        assert (hints.title, hints.outlet, hints.published_at) == ("Weir gives way: lower town flooded", "The Oxmere Bugle", DAY)
        assert (hints.lang, (hints.section or "").casefold()) == ("en", "town")
        assert hints.authors[0].removeprefix("By ") == "Ida Moor and Ole Birk"
        assert page.origin.external_id == (f"OXBUG00020210304eh340003{number + 1}" if "factiva" in form else None)
        assert page.origin.url == ("https://oxmere.example/weir" if form == "nexis, older" else None)
        assert page.origin.name.endswith(f"export.TXT#{number}")


def test_an_export_in_german(write: Write) -> None:
    text = (
        "                Dokument 1 von 1\n\n          Der Oxmerer Bote\n\n          4. März 2021\n\nWehr gebrochen\n\nAUTOR: Ida Moor\n"
        "RUBRIK: STADT\nLÄNGE: 10 Wörter\n\nDas Wehr ist am Donnerstag gebrochen.\n\nSPRACHE: GERMAN; DEUTSCH\n"
    )
    (page,) = read_pages(write("a.txt", text.encode("cp1252")))
    assert (page.body.decode(), page.hints.title, page.hints.lang) == ("Das Wehr ist am Donnerstag gebrochen.", "Wehr gebrochen", "de")
    assert (page.hints.published_at, page.hints.section, page.hints.authors) == (DAY, "STADT", ("Ida Moor",))


def test_heads_that_lack_almost_all(write: Write) -> None:
    nexis = "1 of 2 DOCUMENTS\n\nLENGTH: 5 words\n\nThe ferry rests.\n\n2 of 2 DOCUMENTS\n\n\n"
    (page, empty) = read(write("a.txt", nexis.encode()))
    assert isinstance(page, Page)
    assert (page.body, page.hints.outlet, page.hints.title, page.hints.published_at) == (b"The ferry rests.", None, None, None)
    assert isinstance(empty, Failure)
    uni = "Length: 5 words\nBody\nThe ferry rests.\nThe weir fell."
    (page,) = read_pages(write("b.txt", uni.encode()))
    assert (page.body, page.hints.published_at) == (b"The ferry rests.\nThe weir fell.", None)
    one, two = ("Document OXBUG00020210304eh3400031", "Document OXBUG00020210304eh3400032")
    factiva = f"5 words\n\nThe ferry rests.\n{one}\nThe weir fell.\n{two}\nSearch Summary\n"
    first, second = read_pages(write("c.txt", factiva.encode()))
    assert (second.body, second.origin.external_id) == (b"The weir fell.", "OXBUG00020210304eh3400032")
    assert first.origin.external_id == "OXBUG00020210304eh3400031"


def test_limits(write: Write) -> None:
    long = NEXIS.format(number=1).replace("The ferry", "The ferry " * 1_000)
    assert brief(read(write("a.txt", (long + NEXIS.format(number=2)).encode()))) == ["too_large", "clean"]
    data = gzip.compress("".join(NEXIS.format(number=number) for number in range(300)).encode() + bytes(range(256)) * 40)
    records = read(write("b.txt.gz", data[:-40]), ReadLimits())
    assert brief(records)[-1] == "bad_archive"
    assert brief(records)[:300] == ["clean"] * 300


NO_EXPORTS = {
    "pages of a gallery": "Photo\n1 of 3\nLENGTH: long\nThe weir gave way.",
    "a heading": "Document 1 of 3\n\nThe weir gave way.",
    "a dump that counts words": "312 words\nThe weir gave way.\nBody\n",
}


@pytest.mark.parametrize("text", NO_EXPORTS.values(), ids=NO_EXPORTS)
def test_what_is_no_export(text: str) -> None:
    assert kind_of(text) is None
