"""Invented events, each told by several outlets, with every disagreement of their figures.

An event is its reports and its disagreements. A disagreement is two values, as (number of the report, words that the figure begins with);
every link that is not listed is wrong. The texts were written before the tables that they check, and hold what is confused most: another
event of the same kind, a part and its whole, two firms, teams or persons, another time, a bound that both can be within.
"""

from typing import NamedTuple

Side = tuple[int, str]


class Event(NamedTuple):
    """Reports of one event, what disagrees in them, and further links that are right but not asked for."""

    reports: tuple[str, ...]
    disagreements: tuple[tuple[Side, Side], ...]
    also: tuple[tuple[Side, Side], ...] = ()


EVENTS = {
    "an earthquake, and one of ten years ago": Event(
        (
            "A magnitude 6.1 earthquake struck the province of Ostra on Monday, killing at least 41 people and injuring 300. "
            "The tremor lasted 20 seconds. In 2021 a quake in the same province killed 900 people and flattened 12,000 homes.",
            "The death toll from the Ostra earthquake rose to 58 on Tuesday, officials said. Some 4,000 homes were destroyed. "
            "The quake, of magnitude 6.4, struck 15 kilometres from the town of Vell.",
            "Monday's earthquake destroyed 2,500 homes in Ostra and left 9,000 people homeless. It struck 40 kilometres from Vell. "
            "Seventeen of the dead were children at a school in Vell.",
        ),
        (((0, "at least 41|41"), (1, "58")), ((0, "6.1|magnitude"), (1, "6.4|magnitude")), ((1, "4,000"), (2, "2,500")),
         ((1, "15"), (2, "40"))),
    ),
    "a shooting, and another in the next town": Event(
        (
            "A gunman opened fire in a bakery in Hallow Creek, killing four people and wounding nine. He fired 30 shots, police said.",
            "Three people died and nine were wounded when a man fired at customers in a Hallow Creek bakery. Officers counted 17 shots. "
            "Last month two people were killed at a petrol station in Brannock.",
            "Police arrested a 34-year-old man after the bakery attack in Hallow Creek, in which four were killed. "
            "He carried two rifles and a pistol. Five of the wounded are in critical condition.",
            "The man had three rifles with him, a court in Hallow Creek heard. Seven of the wounded remain in critical condition.",
        ),
        (((0, "four"), (1, "Three")), ((1, "Three"), (2, "four")), ((0, "30"), (1, "17")), ((2, "two rifles"), (3, "three rifles")),
         ((2, "Five"), (3, "Seven"))),
    ),
    "a march": Event(
        (
            "About 12,000 people marched through Lindal on Saturday against the new water tax, organisers said. Police made 14 arrests.",
            "Police put the number of marchers in Lindal at 5,000. Twenty-two people were arrested. "
            "In Berrow, 700 people joined a march of their own.",
            "Thousands marched in Lindal. More than 4,000 protesters gathered at the town hall, police said, and two officers were hurt.",
        ),
        (((0, "12,000|About 12,000"), (1, "5,000")), ((0, "14"), (1, "Twenty-two"))),
    ),
    "a takeover and two firms": Event(
        (
            "Arvid Foods agreed on Thursday to buy Merrin Dairies for $4.2 billion. Merrin employs 6,000 people. "
            "Arvid had revenue of $11 billion last year, and Merrin had revenue of $2 billion.",
            "Arvid Foods will pay $3.8 billion for Merrin Dairies, people familiar with the matter said. The dairy has 7,500 employees. "
            "Arvid itself employs 31,000 people.",
            "Shares in Merrin rose 12 percent after the $4.2 billion takeover was announced; shares in Arvid fell 3 percent.",
        ),
        (((0, "$4.2"), (1, "$3.8")), ((1, "$3.8"), (2, "$4.2")), ((0, "6,000"), (1, "7,500"))),
    ),
    "a transfer, and another player's": Event(
        (
            "Striker Pelle Arnt joined Kelmar Rovers on Friday for 40 million euros and signed a five-year contract. "
            "Goalkeeper Joao Silk cost the club 18 million euros in May.",
            "Rovers paid 46 million euros for Pelle Arnt, who signed a four-year contract.",
            "Pelle Arnt, 23, scored 19 goals last season for Ellery Saints.",
            "The striker Pelle Arnt, 24, who scored 21 goals for the Saints last season, will wear number nine.",
        ),
        (((0, "40"), (1, "46")), ((0, "five-year|five"), (1, "four-year|four")), ((2, "Pelle"), (3, "Pelle")), ((2, "19"), (3, "21"))),
    ),
    "a ferry": Event(
        (
            "The ferry Anna Rusk sank off Port Ellery with 212 people on board. Coastguards rescued 150 passengers.",
            "The ferry was carrying 240 people when it sank 3 miles off Port Ellery at 6.15am on Sunday.",
            "Rescuers pulled 163 passengers from the sea after the ferry sank at 7.40am on Sunday. At least 30 people are missing.",
            "The number of missing fell to 22 on Monday, the coastguard said.",
        ),
        (((0, "212"), (1, "240")), ((0, "150"), (2, "163")), ((1, "6.15"), (2, "7.40")), ((2, "30|at least 30"), (3, "22"))),
    ),
    "a fire": Event(
        (
            "Sixty firefighters fought the blaze at a paper mill in Dunmore. Ten fire engines were sent. "
            "Damage was put at 3 million euros.",
            "Eighty firefighters with 14 fire engines tackled the mill fire in Dunmore, which started at about 2am. "
            "Residents of 40 homes were evacuated.",
            "The fire at the mill began at 4.30am. Some 120 homes were evacuated. The owner put the damage at 8 million euros.",
        ),
        (((0, "Sixty"), (1, "Eighty")), ((0, "Ten"), (1, "14")), ((0, "3"), (2, "8")), ((1, "2"), (2, "4.30")), ((1, "40"), (2, "120"))),
    ),
    "an election": Event(
        (
            "Turnout in the Norvian election was 61 percent. Prime Minister Ilse Dorn won 48 percent of the vote; "
            "her rival won 39 percent.",
            "Turnout reached 66 percent, the election board said. Dorn's party won 112 seats in parliament.",
            "Ilse Dorn won 51 percent of the vote in Sunday's election. Her party took 118 seats.",
        ),
        (((0, "61"), (1, "66")), ((0, "48"), (2, "51")), ((1, "112"), (2, "118"))),
    ),
    "a court": Event(
        (
            "Banker Otto Prill was sentenced to nine years in prison on Wednesday for stealing 30 million crowns. His clerk was sentenced "
            "to two years in prison.",
            "Otto Prill was jailed for seven years. The banker stole 24 million crowns over a decade.",
        ),
        (((0, "nine"), (1, "seven")), ((0, "30"), (1, "24"))),
    ),
    "pirates": Event(
        (
            "The frigate Vigil captured 11 pirates and seized five rifles in the Gulf on Tuesday. The pirates attacked in two skiffs.",
            "Marines from the Vigil detained 13 pirates. They confiscated eight rifles and 400 rounds of ammunition.",
            "Three skiffs attacked the freighter before the Vigil arrived. About 250 rounds were seized.",
        ),
        (((0, "11"), (1, "13")), ((0, "five"), (1, "eight")), ((0, "two"), (2, "Three")), ((1, "400"), (2, "250|About 250"))),
    ),
    "layoffs at two firms": Event(
        (
            "Carmaker Tovel will cut 3,000 jobs, it said on Monday. Rival Brandt Motors cut 1,200 jobs in March.",
            "Tovel plans to axe 3,500 jobs by the summer, unions said. It has 40,000 employees worldwide.",
            "Tovel, which employs 44,000 people, is to shed 3,000 jobs, including 800 in Norvia.",
        ),
        (((0, "3,000"), (1, "3,500")), ((1, "3,500"), (2, "3,000")), ((1, "40,000"), (2, "44,000"))),
    ),
    "a climber": Event(
        (
            "A climber fell 80 metres to his death on Mount Carrow on Friday. Two other climbers were rescued after three hours.",
            "The man fell about 200 metres from the north ridge of Mount Carrow.",
            "Last winter a skier fell 500 metres on Mount Tilde.",
        ),
        (((0, "80"), (1, "200|about 200")),),
    ),
    "a camp that is bombed": Event(
        (
            "Four bombs fell on the refugee camp at Odun on Thursday, witnesses said. The camp shelters 20,000 refugees.",
            "Warplanes dropped six bombs on Odun, home to more than 26,000 refugees. Two of the bombs did not explode.",
            "On Wednesday, nine bombs were dropped on the village of Sarr, 60 kilometres from Odun.",
        ),
        (((0, "Four"), (1, "six")), ((0, "20,000"), (1, "26,000"))),
    ),
    "a toll that grows": Event(
        (
            "Twelve miners were killed in the blast at the Korda pit.",
            "Nineteen miners are now known to have died in the blast at the Korda pit.",
            "The death toll at the Korda pit has risen to 23, the company said. Eight miners are still missing.",
            "Rescuers said up to 30 miners were killed at the Korda pit. Five of the dead came from the village of Illen.",
        ),
        (((0, "Twelve"), (1, "Nineteen")), ((0, "Twelve"), (2, "23")), ((1, "Nineteen"), (2, "23"))),
        (),
    ),
}  # fmt: skip
