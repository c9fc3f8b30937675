"""Texts that were broken at a fixed width."""

from newsbeam.transforms.core.cleaning.clean_dump import clean_dump
from newsbeam.transforms.core.cleaning.unwrap import unwrap

PARAGRAPHS = (
    "The harbour board of Kelmar will sell its last steam crane in March, after an engineer found that the boiler had rusted through "
    "in four places.",
    '"It has lifted everything but our spirits," said Ines Malk, who has driven it since 1987. "Now it lifts nothing."',
    "A museum in the north has offered 12,000 crowns for it, and will fetch it by barge as soon as the ice on the river Lorn has gone.",
)
WRAPPED = """The harbour board of Kelmar will sell its last steam crane in
March, after an engineer found that the boiler had rusted through
in four places.
{0}"It has lifted everything but our spirits," said Ines Malk, who
has driven it since 1987. "Now it lifts nothing."
{0}A museum in the north has offered 12,000 crowns for it, and will
fetch it by barge as soon as the ice on the river Lorn has gone."""


def test_paragraphs_that_an_indent_or_an_empty_line_begins() -> None:
    for mark in ("    ", "\n"):
        assert [line.strip() for line in unwrap(WRAPPED.format(mark)).split("\n") if line] == list(PARAGRAPHS)


def test_broken_words_are_mended_and_compounds_are_not() -> None:
    text = (
        WRAPPED.format("\n").replace("engineer found", "engi-\nneer found").replace("boiler had", "boi- ler of pre- and post-war years had")
    )
    assert "an engineer found that the boiler of pre- and post-war years had" in unwrap(text)


def test_headline_byline_and_date_are_lines_of_their_own() -> None:
    dump = clean_dump("Last steam crane of Kelmar goes north\n\nBy Tove Arkan\nMarch 3, 2031\n\n" + WRAPPED.format("\n"))
    assert (dump.title, dump.authors, tuple(dump.lines)) == ("Last steam crane of Kelmar goes north", ("Tove Arkan",), PARAGRAPHS)


def test_what_is_not_wrapped_stays_as_it_is() -> None:
    for text in (
        "\n".join(PARAGRAPHS),
        WRAPPED.format("\n") + "\n" + PARAGRAPHS[0] + PARAGRAPHS[2],
        "Home\nNews\nSport\nlog in",
        "Roses are red\nand violets too\nthe poem is short\nand short are we",
    ):
        assert unwrap(text) == text
