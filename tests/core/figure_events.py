"""Invented events, each told by several outlets, with every disagreement of their figures.

An event is its reports and its disagreements. A disagreement is two values, as (number of the report, words that the figure begins with);
every link that is not listed is wrong. They hold what is confused most: another event of the same kind, a part and its whole, two firms,
teams or persons, another time, a bound that both can be within.
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
            "Banker Otto Prill was sentenced to nine years in prison on Wednesday for stealing 30 million crowns. His clerk was "
            "sentenced "
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
    "a coach, and the worst crash before it": Event(
        (
            "A coach carrying 44 tourists plunged into a ravine near Sarnov on Friday, killing 12 and injuring 25.",
            "Fourteen people were killed and 21 others hurt when a coach with 48 passengers fell into a ravine near Sarnov.",
            "The coach crash near Sarnov is the worst since 2019, when 31 people died on the same road. Nine of the injured were in "
            "critical condition.",
        ),
        (((0, "12"), (1, "Fourteen")), ((0, "25"), (1, "21")), ((0, "44"), (1, "48"))),
        (),
    ),
    "a storm, and the next country": Event(
        (
            "Storm Hilde left 80,000 homes without power in Norvia on Sunday. Two people were killed by falling trees.",
            "Some 120,000 homes lost power in Norvia as Storm Hilde hit the coast. Three people died. In neighbouring Ostland 15,000 "
            "homes had no power.",
            "Power was cut to 80,000 homes in Norvia, the grid operator said. Winds reached 150 kilometres per hour.",
        ),
        (((0, "80,000"), (1, "120,000")), ((1, "120,000"), (2, "80,000")), ((0, "Two"), (1, "Three"))),
        (),
    ),
    "a strike": Event(
        (
            "More than 9,000 nurses walked out in Kelmar on Tuesday, demanding a pay rise of 12 percent. The hospitals offered 4 "
            "percent.",
            "Unions said 14,000 nurses joined the strike in Kelmar; the hospitals put the number at 6,000.",
            "The nurses want a pay rise of 15 percent. A teachers' strike last year drew 20,000 people.",
        ),
        (((0, "9,000"), (1, "6,000")), ((1, "14,000"), (1, "6,000")), ((0, "12 p"), (2, "15 p"))),
        (),
    ),
    "a siege": Event(
        (
            "Gunmen held 17 hostages at a bank in Dorn for six hours. Police shot dead two of the gunmen and arrested a third.",
            "Twenty-three hostages were freed from the Dorn bank after a siege of nine hours. One gunman was killed.",
            "Police freed 23 hostages in Dorn and killed three gunmen. They recovered four pistols.",
        ),
        (((0, "17"), (1, "Twenty-three")), ((1, "One"), (2, "three")), ((0, "17"), (2, "23"))),
        (((1, "One"), (0, "two of")), ((2, "three"), (0, "two of"))),
    ),
    "a sale and two profits": Event(
        (
            "Orla Energy sold its pipelines to Brecht for $2.1 billion. Orla's profit rose to $400 million.",
            "Brecht is buying Orla Energy's pipelines for $1.7 billion. Brecht's profit fell to $90 million.",
            "The $2.1 billion deal for Orla's pipelines needs approval by regulators.",
        ),
        (((0, "$2.1"), (1, "$1.7")), ((1, "$1.7"), (2, "$2.1"))),
        (),
    ),
    "a raid, and a separate one": Event(
        (
            "Police seized 300 kilograms of cocaine and arrested nine people in a raid on a farm in Teel.",
            "Eleven people were arrested in the raid in Teel, and 450 kilograms of cocaine were found.",
            "Officers raided a farm in Teel on Thursday. In a separate raid in Moss, four people were arrested.",
        ),
        (((0, "nine"), (1, "Eleven")), ((0, "300"), (1, "450"))),
        (),
    ),
    "a match": Event(
        (
            "A crowd of 41,000 watched Saints beat Rovers 3-1. Midfielder Tan Bo scored two goals.",
            "Saints won before 38,000 spectators. Rovers have lost four matches in a row.",
            "Tan Bo scored 12 goals last season; Rovers' striker Ivo Len scored 15 goals.",
        ),
        (((0, "41,000"), (1, "38,000")),),
        (),
    ),
    "a flood, and one district of it": Event(
        (
            "Floods in Ardal killed 40 people and forced 30,000 to flee their homes. Five villages were cut off.",
            "The death toll in Ardal stood at 52, with 11 still missing. About 45,000 people were evacuated from eight villages.",
            "In the district of Moln, seven people were killed. Across Ardal, 52 died.",
        ),
        (((0, "40"), (1, "52")), ((0, "40"), (2, "52")), ((0, "30,000"), (1, "45,000"))),
        (),
    ),
}  # fmt: skip
