import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.transforms.core.attribution.quantities import find_quantities
from newsbeam.transforms.core.entities.names import entity_id

READ: dict[str, list[tuple[float, float, bool, str | None, str | None]]] = {
    # text -> [(low, high, approx, unit, class)]
    "352 Norvian lives and approximately 5,300 Sorvian ones were lost": [
        (352, 352, False, "people", "killed"),
        (5300, 5300, True, "people", "killed"),
    ],
    "nine civilians and 18 soldiers had died": [(9, 9, False, "people", "killed"), (18, 18, False, "people", "killed")],
    "106 people were injured": [(106, 106, False, "people", "wounded")],
    "twenty-one sailors are missing": [(21, 21, False, "people", "missing")],
    "dozens of captured soldiers": [(24, 99, True, "people", "captured")],
    "tens of thousands of people fled": [(20000, 99999, True, "people", "displaced")],
    "10 or 20, or 30 houses burned": [(10, 30, True, "buildings", None)],
    "between 40 and 50 people were killed": [(40, 50, True, "people", "killed")],
    "40-50 people were arrested": [(40, 50, True, "people", "detained")],
    "40 to 50 people were arrested": [(40, 50, True, "people", "detained")],
    "at least three people died": [(3, 3, True, "people", "killed")],
    "more than 1.5 million refugees": [(1.5e6, 1.5e6, True, "people", "displaced")],
    "a rise of 3.5 per cent": [(3.5, 3.5, False, "percent", None)],
    "a 91% approval rating": [(91, 91, False, "percent", None)],
    "a loan of $2.5 billion": [(2.5e9, 2.5e9, False, "dollars", None)],
    "debts of €300m": [(3e8, 3e8, False, "euros", None)],
    "half a million people": [(500000, 500000, False, "people", None)],
    "several thousand people": [(3000, 9000, True, "people", None)],
    "a dozen tanks were destroyed": [(12, 12, False, "vehicles", "destroyed")],
    "two dozen ships": [(24, 24, False, "ships", None)],
    "four days into the strike": [(4, 4, False, "days", None)],
    "100 vehicles destroyed and 30 people killed": [(100, 100, False, "vehicles", "destroyed"), (30, 30, False, "people", "killed")],
    "one person was killed": [(1, 1, False, "people", "killed")],
    "two thousand votes": [(2000, 2000, False, "votes", "votes")],
    # killed, wounded, captured, missing, displaced, arrested
    "the shelling killed 12 and wounded 30": [(12, 12, False, "people", "killed"), (30, 30, False, "people", "wounded")],
    "12 dead, 30 injured": [(12, 12, False, "people", "killed"), (30, 30, False, "people", "wounded")],
    "killing at least five people and leaving 20 missing": [(5, 5, True, "people", "killed"), (20, 20, False, "people", "missing")],
    "police arrested 17 protesters": [(17, 17, False, "people", "detained")],
    "the crash injured 14 others": [(14, 14, False, "people", "wounded")],
    "the death toll rose to 21": [(21, 21, False, "people", "killed")],
    "three officers were taken hostage": [(3, 3, False, "people", "captured")],
    "some 4,000 villagers were evacuated": [(4000, 4000, True, "people", "displaced")],
    "more than 200 prisoners were freed": [(200, 200, True, "people", "released")],
    "eight fishermen were unaccounted for": [(8, 8, False, "people", "missing")],
    "the floods displaced 90,000 people": [(90000, 90000, False, "people", "displaced")],
    "the army captured 60 fighters": [(60, 60, False, "people", "captured")],
    "33 Norvian drones overnight were shot down": [(33, 33, False, "aircraft", "destroyed")],
    "doctors recorded 140 new cases of cholera": [(140, 140, False, "cases", "infected")],
    "the brigade lost 11 tanks": [(11, 11, False, "vehicles", None)],
    "10,000 guards were sent to stop migrants": [(10000, 10000, False, "people", None)],
    "30 days to vote": [(30, 30, False, "days", None)],
    "he was wounded after two policemen arrested three boys": [
        (2, 2, False, "people", None),
        (3, 3, False, "people", "detained"),
    ],
    "shooting three people, killing one": [(3, 3, False, "people", None), (1, 1, False, "people", "killed")],
    "he shot and killed a woman and wounded two men": [(2, 2, False, "people", "wounded")],
    "killing dozens and injuring around 100": [(24, 99, True, "people", "killed"), (100, 100, True, "people", "wounded")],
    "fought five kilometres south of the town, killing dozens": [(5, 5, False, "kilometres", None), (24, 99, True, "people", "killed")],
    "they freed two hostages for three jailed captains": [(2, 2, False, "people", "released"), (3, 3, False, "people", "detained")],
    "the raid left one armed man dead": [(1, 1, False, "people", "killed")],
    "she wanted to kill two people": [(2, 2, False, "people", None)],
    "the toll had risen to 85, up from 84": [(85, 85, False, "people", "killed"), (84, 84, False, "people", "killed")],
    "eight officers arrested two of the dozen marchers": [
        (8, 8, False, "people", None),
        (2, 2, False, "people", "detained"),
        (12, 12, False, "people", "detained"),
    ],
    "40 sailors were rescued": [(40, 40, False, "people", "rescued")],
    "losses could reach hundreds of billions of euros": [(2e11, 999e9, True, "euros", None)],
    "in four cases the leaks led to arrests": [(4, 4, False, "cases", None)],
    # other wordings
    "a million and a half tonnes of grain": [(1.5e6, 1.5e6, False, "tonnes", None)],
    "one in every twelve homes": [(100 / 12, 100 / 12, False, "percent", None)],
    "one in a hundred drivers": [(1, 1, False, "percent", None)],
    "30,000-odd fans": [(30000, 30000, True, "people", None)],
    "the state pays two thirds.": [(200 / 3, 200 / 3, False, "percent", None)],
    "we owe 14 million crowns. My predecessor left": [(14e6, 14e6, False, "crowns", None)],
    "there were 112 of them at dinner": [(112, 112, False, None, None)],
    "the wall is 40 m. It leaks.": [(40, 40, False, "metres", None)],
    "closed for one day": [(1, 1, False, "days", None)],
    "seventeen hundred seats": [(1700, 1700, False, "seats", None)],
    "nearly four in ten pupils": [(40, 40, True, "percent", None)],
    "₹45 crore was spent": [(4.5e8, 4.5e8, False, "rupees", None)],
    "between two and three thousand people": [(2000, 3000, True, "people", None)],
    # units
    "Magnitude 6.1 quake strikes": [(6.1, 6.1, False, "magnitude", None)],
    "a 5.2-magnitude tremor": [(5.2, 5.2, False, "magnitude", None)],
    "put the strength at 5.4": [(5.4, 5.4, False, "magnitude", None)],
    "put the crowd at between 15,000 and 20,000": [(15000, 20000, True, "people", None)],
    "hundreds of rounds of ammunition": [(200, 999, True, "rounds", None)],
    "Two towns retaken": [(2, 2, False, "towns", None)],
    "in seven days’ time": [(7, 7, False, "days", None)],
    "23 Norvian and Sorvian pirates": [(23, 23, False, "people", None)],
    "2,000 jobs": [(2000, 2000, False, "jobs", None)],
    "she has two sons, 11 and 14": [(2, 2, False, "people", None)],
    # conventions
    "2m people had fled": [(2e6, 2e6, False, "people", "displaced")],
    "1.5m litres of oil": [(1.5e6, 1.5e6, False, "litres", None)],
    "a 3m wall": [(3, 3, False, "metres", None)],
    "the wall is 3m high": [(3, 3, False, "metres", None)],
    "3 lakh voters": [(3e5, 3e5, False, "people", None)],
    "Rs 2 crore": [(2e7, 2e7, False, "rupees", None)],
    "a pass for Rs 1,50,000": [(150000, 150000, False, "rupees", None)],
    "savings of nearly RM900,000": [(900000, 900000, True, "ringgit", None)],
    "RM6.162 million": [(6162000, 6162000, False, "ringgit", None)],
    "5.300 soldiers had died": [(5300, 5300, False, "people", "killed")],
    "4.125 metres": [(4.125, 4.125, False, "metres", None)],
    "1.500.000 bottles": [(1.5e6, 1.5e6, False, "bottles", None)],
    "2,5 million tonnes": [(2.5e6, 2.5e6, False, "tonnes", None)],
    "1, 500 homes": [(1500, 1500, False, "buildings", None)],
    "3 000 homes": [(3000, 3000, False, "buildings", None)],
    "12'400 clients": [(12400, 12400, False, "people", None)],
    "a hundred and twelve boats": [(112, 112, False, "boats", None)],
    "about a hundred thousand boats": [(1e5, 1e5, True, "boats", None)],
    "one point two million boats": [(1.2e6, 1.2e6, False, "boats", None)],
    "tens of billions of euros": [(2e10, 99999999999, True, "euros", None)],
    "a drop of more than a fifth": [(20, 20, True, "percent", None)],
    "a third — 31% — of them": [(100 / 3, 100 / 3, False, "percent", None), (31, 31, False, "percent", None)],
    "trails him 43% to 48%": [(43, 43, False, "percent", None), (48, 48, False, "percent", None)],
    "the three sister ships": [(3, 3, False, "ships", None)],
    "Two Norvian guards left": [(2, 2, False, "people", None)],
    # words
    "two hundred and fifty people": [(250, 250, False, "people", None)],
    "one and a half million people": [(1.5e6, 1.5e6, False, "people", None)],
    "two and a half years": [(2.5, 2.5, False, "years", None)],
    "half a dozen villages": [(6, 6, False, "villages", None)],
    "a hundred houses": [(100, 100, False, "buildings", None)],
    "three dozen firefighters": [(36, 36, False, "people", None)],
    "scores of students marched": [(40, 99, True, "people", None)],
    "hundreds of people gathered": [(200, 999, True, "people", None)],
    "Thousands fled": [(2000, 9999, True, "people", "displaced")],
    "hundreds of thousands of homes": [(200000, 999999, True, "buildings", None)],
    "sixty-four lawmakers": [(64, 64, False, "people", None)],
    "nine thousand tonnes of grain": [(9000, 9000, False, "tonnes", None)],
    # ranges
    "between 5 and 7 people": [(5, 7, True, "people", None)],
    "5-7 people": [(5, 7, True, "people", None)],
    "from 10 to 15 trucks a day": [(10, 15, True, "vehicles", None)],
    "three or four days": [(3, 4, True, "days", None)],
    "3 to 4 million people": [(3e6, 4e6, True, "people", None)],
    "$5-7 million": [(5e6, 7e6, True, "dollars", None)],
    "$5 million to $7 million": [(5e6, 7e6, True, "dollars", None)],
    "10 to 15 percent of the crop": [(10, 15, True, "percent", None)],
    "the rate rose from 2.1 percent to 2.7 percent": [(2.1, 2.1, False, "percent", None), (2.7, 2.7, False, "percent", None)],
    "sales fell from 90 to 70 tonnes": [(90, 90, False, "tonnes", None), (70, 70, False, "tonnes", None)],
    # approximations
    "about 40 cars": [(40, 40, True, "vehicles", None)],
    "nearly 300 pupils": [(300, 300, True, "people", None)],
    "up to 80 passengers": [(80, 80, True, "people", None)],
    "no more than 15 minutes": [(15, 15, True, "minutes", None)],
    "just over 2,000 farms": [(2000, 2000, True, "farms", None)],
    "50 or so guests": [(50, 50, True, "people", None)],
    "100 or more boats": [(100, 100, True, "boats", None)],
    "an estimated 6 million hectares": [(6e6, 6e6, True, "hectares", None)],
    "roughly £20m": [(2e7, 2e7, True, "pounds", None)],
    "fewer than 60 votes": [(60, 60, True, "votes", "votes")],
    # shares and multiples
    "turnout fell by 12 percentage points": [(12, 12, False, "percentage points", None)],
    "unemployment at 4.1%": [(4.1, 4.1, False, "percent", None)],
    "half of the fleet": [(50, 50, False, "percent", None)],
    "two thirds of members": [(200 / 3, 200 / 3, False, "percent", None)],
    "about a quarter of voters": [(25, 25, True, "percent", None)],
    "one in five tenants": [(20, 20, False, "percent", None)],
    "twice as many ships": [(2, 2, False, "times", None)],
    "three times the limit": [(3, 3, False, "times", None)],
    # money and measures
    "5 million euros": [(5e6, 5e6, False, "euros", None)],
    "a fine of 1,200 crowns": [(1200, 1200, False, "crowns", None)],
    "US$40 billion in loans": [(4e10, 4e10, False, "dollars", None)],
    "a £3.5bn contract": [(3.5e9, 3.5e9, False, "pounds", None)],
    "gusts of 80mph": [(80, 80, False, "mph", None)],
    "a 100-metre sprint": [(100, 100, False, "metres", None)],
    "a three-day strike": [(3, 3, False, "days", None)],
    "a 400-page report": [(400, 400, False, "pages", None)],
    "30 degrees Celsius": [(30, 30, False, "degrees", None)],
    "minus 12 degrees": [(-12, -12, False, "degrees", None)],
    "12 km from the border": [(12, 12, False, "kilometres", None)],
    "600 drones and 90 air, sea and ground-launched missiles": [
        (600, 600, False, "aircraft", None),
        (90, 90, False, "missiles", None),
    ],
    "at least four blazers every day": [(4, 4, True, "blazers", None)],
    "150 stores across the country": [(150, 150, False, "stores", None)],
    # as many words as a number's phrase may have
    "40 old red wooden flat-bottomed fishing boats": [(40, 40, False, "boats", None)],
    # nothing after the number: of the same kind as those before
    "12 tanks were destroyed on Monday and 30 on Sunday": [
        (12, 12, False, "vehicles", "destroyed"),
        (30, 30, False, "vehicles", "destroyed"),
    ],
    # too far from the verb, but of the same kind as those before
    "12 soldiers were wounded in the village, where the raid went on all night and left the whole valley without water, "
    "and five more soldiers on the road to Lorne": [(12, 12, False, "people", "wounded"), (5, 5, False, "people", "wounded")],
}


@pytest.mark.parametrize("text", READ)
def test_quantities(text: str) -> None:
    found = [(q.low, q.high, q.approx, q.unit, q.subject_class) for q in find_quantities(text, 0, len(text))]
    assert found == [(pytest.approx(low), pytest.approx(high), *rest) for low, high, *rest in READ[text]]


NONE = [
    "on May 4 the talks began",
    "the talks of 4 May",
    "in 2022 the war began",
    "the second round",
    "the 2nd of May",
    "the two sides met",
    "both countries agreed",
    "an F-16 crashed",
    "Article 5 was invoked",
    "at 4:45 a.m. local time",
    "a number of themes",
    "no one was there",
    "the 1990s were calm",
    "Covid-19 spread",
    "one of them left",
    "Lena Marsh, 47, was elected",
    "a 34-year-old man",
    "a suspect aged 19",
    "children aged 12 to 17",
    "between the ages of 18 and 24",
    "won 3-1 on Sunday",
    "beat Dunmore 24-17 after extra time",
    "a 5-4 ruling",
    "call 0161 496 0733 for help",
    "at 10.15 the bell rang",
    "by five o'clock it was dark",
    "on 4/5/2024 it closed",
    "the 2023-24 season",
    "2024-05-04 was a Saturday",
    "the third quarter",
    "the 20th century",
    "Room 101 was empty",
    "a Category 5 storm",
    "Chapter 11 protection",
    "Channel 4 showed it",
    "the Group of Seven",
    "Number 10 said no",
    "between 9am and 11am",
    "in May 2024 and June 2025",
    "the first half was dull",
    "a quarter past nine",
    "Two Rivers is a town",
    "Formula 1 cars are fast",
    "at about 1: 30 a. m. it rained",
    "at 1200 GMT it rained",
    "at 3 p. m. it rained",
    "a .38-caliber revolver",
    "911 calls came in",
    "they dialed 911",
    "the Note 8 had a fault",
    "the Aster 8 had a fault",
    "he lives at 221 Baker Street",
    "for fiscal 2019 will be",
    "the scores, not the goals",
    "thousands, they say",
    "one of the boats left",
]


@pytest.mark.parametrize("text", NONE)
def test_no_quantity(text: str) -> None:
    assert find_quantities(text, 0, len(text)) == ()


def test_side_is_the_country_of_those_counted() -> None:
    first, second = find_quantities("100 Ukrainian soldiers and 200 Russian soldiers were killed", 0, 60)
    assert first.side_entity_id == entity_id("Ukraine", "GPE")
    assert second.side_entity_id == entity_id("Russia", "GPE")


SIDES = {
    "200 soldiers from Ukraine were killed": "Ukraine",
    "Russia has lost 5,300 soldiers": "Russia",
    "Poland’s 300 miners went home": "Poland",
    "the fire killed 12 people": None,
}


@pytest.mark.parametrize("text", SIDES)
def test_side(text: str) -> None:
    (found,) = find_quantities(text, 0, len(text))
    side = SIDES[text]
    assert found.side_entity_id == (entity_id(side, "GPE") if side else None)


PLACES = {
    "9 civilians were killed in Ostra on Monday": "Ostra",
    "30 people died near the town of Belcourt": "the town of Belcourt",
    "30 people died in May": None,
    "two men were hurt in northern Norvale": "northern Norvale",
    "12 houses burned down": None,
}


@pytest.mark.parametrize("text", PLACES)
def test_place(text: str) -> None:
    (found,) = find_quantities(text, 0, len(text))
    assert found.place_text == PLACES[text]


def test_spans_are_in_the_whole_text() -> None:
    text = "Keller said that about 30 people were killed."
    (found,) = find_quantities(text, 12, len(text))
    assert text[found.span.start : found.span.end] == found.raw == "about 30 people"


@given(st.text(alphabet="0123456789,.-–% $€or andthouskmillionfew", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for q in find_quantities(text, 0, len(text)):
        assert q.low <= q.high
        assert text[q.span.start : q.span.end] == q.raw == q.raw.lstrip()
