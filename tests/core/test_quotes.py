import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.attribution.gate import can_claim
from newsbeam.transforms.core.text.quotes import MAX_LINES, find_quotes, paragraphs
from newsbeam.transforms.core.text.sentences import sentences

FOUND = {
    "curly": ("He said: “Go home.” She left.", ["“Go home.”"]),
    "straight": ('He said "go home" and left.', ['"go home"']),
    "two single marks for one": ("“Nobody came,’’ he said.", ["“Nobody came,’’"]),
    "two straight": ('"Go," he said, "home."', ['"Go,"', '"home."']),
    "single curly": ("It was a ‘step forward’ for us.", ["‘step forward’"]),
    "single curly with apostrophe": ("‘We don’t know,’ he said.", ["‘We don’t know,’"]),
    "single curly with plural possessive": ("‘The soldiers’ homes are gone,’ he said.", ["‘The soldiers’ homes are gone,’"]),
    "single straight": ("'It isn't ours,' he said.", ["'It isn't ours,'"]),
    "angular": ("«Nobody came», he said.", ["«Nobody came»"]),
    "low and high": ("Er sagte: „Geht heim“ und ging.", ["„Geht heim“"]),
    "nested: only the outer": ("“He said ‘go’ and left,” she said.", ["“He said ‘go’ and left,”"]),
    "apostrophes are no quotes": ("The soldiers’ boots and the town's well don't match.", []),
    "decades and elisions": ("In the '90s we had rock 'n' roll.", []),
    "feet and inches": ("He is 6'2\" tall and 5'1\" wide.", []),
    "angular, turned": ("»Nobody came«, he said.", ["»Nobody came«"]),
    "single angular": ("‹Not ever›, said she.", ["‹Not ever›"]),
    "single low": ("‚Not yet‘, she said.", ["‚Not yet‘"]),
    "corners": ("「We are ready,」 said she.", ["「We are ready,」"]),
    "angular with spaces": ("He said: « Go home. » She left.", ["« Go home. »"]),
    "as programs write them": ("``We are ready,'' said she.", ["``We are ready,''"]),
    "a single mark of those": ("`We are ready, said she.", []),
    "doubled marks that nothing closes": ("``We are ready, said she.", []),
    "two straight single marks for one": ("\"We are ready,'' said she.", ["\"We are ready,''"]),
    "spaces inside": ("\" We had minutes, '' said she. \" No more. ''", ["\" We had minutes, ''", "\" No more. ''"]),
    "closed at the next word": ('"We left, "he said. "It was late."', ['"We left, "', '"It was late."']),
    "opened again after a sentence": ('"We left. "We had to," he said.', ['"We left. "We had to,"']),
    "empty": ('He wrote "" and “”.', []),
    "unclosed straight": ('He said "go home and left.', []),
}


@pytest.mark.parametrize("name", FOUND)
def test_quotes(name: str) -> None:
    text, expected = FOUND[name]
    assert [text[q.span.start : q.span.end] for q in find_quotes(text)] == expected


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "“First part.\n“Second part,” he said."
    first, second = find_quotes(text)
    assert (first.closed, second.closed) == (False, True)
    assert text[first.span.start : first.span.end] == "“First part."


def test_straight_marks_go_on_only_if_the_next_paragraph_opens_with_one() -> None:
    assert [q.closed for q in find_quotes('"First part.\n"Second part," he said.')] == [False, True]
    assert find_quotes('"First part.\nSecond part, he said.') == ()


CUT = {
    "a title": ("We met Mr.\nRoe there.\nHe left.", ["We met Mr.\nRoe there.", "He left."]),
    "inside straight marks": (
        'He said: "It rained.\nIt was cold." She left.\nThe end.',
        ['He said: "It rained.\nIt was cold." She left.', "The end."],
    ),
    "the mark is on the next line": ('He said: "It rained.\n" The baker left.', ['He said: "It rained.\n" The baker left.']),
    "inside curly marks": ("He said: “It rained.\nIt was cold.” She left.", ["He said: “It rained.\nIt was cold.” She left."]),
    "opened again in the middle of a line": (
        'He said: "It rained.\nIt was cold. "We left.\n" The baker ran.',
        ['He said: "It rained.\nIt was cold. "We left.\n" The baker ran.'],
    ),
    "not: the next paragraph opens": ("“It rained.\n“It was cold,” he said.", ["“It rained.", "“It was cold,” he said."]),
    "not: no mark follows": ('He said: "It rained.\nShe left.', ['He said: "It rained.', "She left."]),
    "not: another paragraph": ('He said: "It rained.\n\nIt was cold." So.', ['He said: "It rained.', 'It was cold." So.']),
    "not: closed": ('"It rained," he said.\nShe said "no".', ['"It rained," he said.', 'She said "no".']),
}


@pytest.mark.parametrize("name", CUT)
def test_paragraphs_are_whole_where_a_line_end_cuts_them(name: str) -> None:
    text, expected = CUT[name]
    assert [text[start:end] for start, end in paragraphs(text)] == expected


UTTERANCES = {
    "He said: “Go home.”": True,
    "“Go home,” he said.": True,
    "“Go home”, he said.": True,
    "He was there. “Go home.”": True,
    "He called it a “Great Leap” for us.": False,
    "It was “a great leap.”": False,
    "“Great Leap” was the name.": False,
}


@pytest.mark.parametrize("text", UTTERANCES)
def test_utterances(text: str) -> None:
    (quote,) = find_quotes(text)
    assert quote.utterance is UTTERANCES[text]


@given(st.text(alphabet="ab “”\"'‘’«».\n,", max_size=80))
def test_quotes_are_ordered_and_apart(text: str) -> None:
    end = 0
    for quote in find_quotes(text):
        assert end <= quote.span.start < quote.span.end <= len(text)
        assert text[quote.span.start : quote.span.end].count("\n") < MAX_LINES
        end = quote.span.end


SPLIT = {
    "One came. Two left.": ["One came.", "Two left."],
    "Mr. Novak met Gen. Keller in St. Anna on Feb. 3.": ["Mr. Novak met Gen. Keller in St. Anna on Feb. 3."],
    "The U.S. Army left. It rained.": ["The U.S. Army left.", "It rained."],
    "“Go. Run. Now,” he said. “Please.” Rain fell.": ["“Go. Run. Now,” he said.", "“Please.”", "Rain fell."],
    "It grew by 3.5 per cent. Then it fell.": ["It grew by 3.5 per cent.", "Then it fell."],
    "One.\nTwo.": ["One.", "Two."],
}


@pytest.mark.parametrize("text", SPLIT)
def test_sentences(text: str) -> None:
    assert [text[s.span.start : s.span.end] for s in sentences(text)] == SPLIT[text]


@given(st.text(alphabet="abA “”\"'‘’.\n,?!", max_size=100))
def test_sentences_are_ordered_and_map_back(text: str) -> None:
    end = 0
    for s in sentences(text):
        assert end <= s.span.start < s.span.end <= len(text)
        assert s.locate(0, len(s.parsed)) == s.span
        end = s.span.end


def test_utterances_are_put_aside() -> None:
    (one,) = sentences("“Go home. Now,” he said.")
    assert one.parsed == "“Yes,” he said."
    assert one.locate(0, 6) == (0, 15)
    assert one.locate(7, 9) == (16, 18)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("He said it was late.", True),
        ("According to him, it was late.", True),
        ("“Go home,” he cried.", True),
        ("“Go home.”", False),
        ("It rained all day.", False),
        ("The United States is large.", False),
        ("The report is long.", False),
    ],
)
def test_only_sentences_with_cues_are_parsed(text: str, may: bool) -> None:
    (one,) = sentences(text)
    assert can_claim(one) is may
