"""What is counted and what happens to it: small tables that bring different words for one thing together.

Words are lower case and in the singular; verbs are infinitives, with their irregular forms in `IRREGULAR`.
"""

from newsbeam.transforms.core.entities.names import country_of
from newsbeam.transforms.core.text.wordlists import wordset

NOUNS = {
    # what counts as one thing -> its words
    "people": """
        person people man woman civilian resident victim others other adult life soul inhabitant villager passer-by bystander casualty
        citizen national body local
    """,
    "passenger": "passenger traveller traveler commuter holidaymaker tourist",
    "man": "man",
    "woman": "woman",
    "child": "child kid infant baby toddler youngster teenager teen boy girl minor",
    "pupil": "pupil student schoolchild",
    "soldier": "soldier troop serviceman paratrooper marine reservist conscript trooper",
    "police": "police policeman policewoman officer cop constable deputy",
    "fighter": "militant fighter gunman rebel insurgent guerrilla extremist",
    "marcher": "protester protestor demonstrator marcher rioter looter mourner crowd participant reveller",
    "refugee": "refugee migrant evacuee asylum-seeker",
    "worker": "worker employee staff staffer job post position personnel workforce miner labourer laborer",
    "hostage": "hostage captive prisoner detainee inmate",
    "pirate": "pirate hijacker",
    "crew": "crew seaman sailor crewman crewmember seafarer mariner",
    "suspect": "suspect member mafioso gangster",
    "firefighter": "firefighter fireman",
    "rescuer": "rescuer",
    "medic": "medic paramedic doctor nurse",
    "climber": "climber mountaineer hiker skier",
    "observer": "observer monitor expert inspector",
    "voter": "voter elector",
    "shell": "shell mortar",
    "rocket": "rocket missile projectile",
    "bomb": "bomb explosive device ied",
    "shot": "shot bullet round cartridge gunshot ammunition",
    "gun": "rifle gun firearm weapon revolver pistol handgun",
    "kalashnikov": "kalashnikov ak-47 ak-47s ak47 ak",
    "explosion": "explosion blast detonation",
    "boat": "boat skiff speedboat dinghy",
    "ship": "ship vessel tanker freighter trawler dhow",
    "vehicle": "vehicle car truck van bus lorry motorbike motorcycle",
    "engine": "engine appliance pump fire-engine",
    "aircraft": "aircraft plane helicopter drone jet airliner warplane",
    "home": "home house dwelling flat apartment property",
    "building": "building structure office shop store business",
    "school": "school schoolhouse classroom",
    "hospital": "hospital clinic",
    "shelter": "shelter camp refuge",
    "town": "town village hamlet settlement",
    "attack": "attack strike raid assault airstrike bombardment",
    "case": "case infection",
    "vote": "vote ballot",
    "seat": "seat",
    "win": "win victory triumph",
    "loss": "loss defeat",
    "deal": "deal contract agreement pact",
    "offer": "offer bid proposal",
    "purchase": "purchase acquisition takeover buyout price buy merger sale",
    "damage": "damage loss cost",
    "loan": "loan bailout rescue aid",
    "revenue": "revenue sales turnover income earning",
    "market": "market industry sector",
    "stock": "stock share index",
    "turnout": "turnout electorate",
    "wage": "salary wage pay",
    "fine": "fine penalty",
    "sentence": "sentence term jail prison imprisonment",
    "magnitude": "magnitude",
    "goal": "goal",
    "kilogram": "kilogram kilo kg",
    "tonne": "tonne ton",
    "wave": "wave",
    "spectator": "spectator fan supporter onlooker",
    "punch": "punch blow hook jab",
}
NOUN_CLASS = {word: name for name, words in NOUNS.items() for word in words.split()}
PEOPLE = wordset(
    """
    people man woman child pupil soldier police fighter marcher refugee worker hostage pirate crew suspect firefighter observer voter
    passenger rescuer medic climber spectator
    """
)
"""Classes of people."""
ANYBODY = wordset("people marcher refugee suspect voter hostage passenger worker climber")
"""Those of them that may be called `people`, too, all of them: not so two women among three people."""
MONEY_NOUNS = wordset("deal offer purchase damage loan revenue market stock wage fine trade debt budget profit fund investment value")
SHARES = {
    # what has a share, in percent -> words that say it
    "turnout": "turnout voters voted ballots participated electorate turned",
    "unemployment": "unemployment jobless",
    "inflation": "inflation prices",
    "growth": "growth grew gdp economy shrank",
    "market": "market",
    "revenue": "revenue sales turnover",
    "support": "support approval popularity",
    "stock": "stock stocks shares index",
    "stake": "stake",
    "vote": "vote votes",
    "wages": "wages salaries pay",
    "contained": "contained containment",
}
SHARE_OF = {word: name for name, words in SHARES.items() for word in words.split()}
IRREGULAR_PLURALS = {
    "people": "people", "men": "man", "women": "woman", "children": "child", "police": "police", "policemen": "policeman",
    "servicemen": "serviceman", "seamen": "seaman", "gunmen": "gunman", "firemen": "fireman", "crewmen": "crewman", "lives": "life",
    "personnel": "personnel", "staff": "staff", "crew": "crew", "aircraft": "aircraft", "feet": "foot", "troops": "troop",
    "bodies": "body", "schoolchildren": "schoolchild", "dead": "people", "wounded": "people", "injured": "people",
    "ammunition": "ammunition",
    "others": "others", "more": "others", "sheep": "sheep", "cattle": "cattle", "percent": "percent", "livestock": "livestock",
}  # fmt: skip

EVENTS = {
    # what happened to what is counted -> infinitives, and other words that say it
    "killed": "kill die perish murder slay massacre drown execute dead death fatality toll slain mortality",
    "wounded": "wound injure hurt maim hospitalise hospitalize injury",
    "missing": "missing unaccounted",
    "detained": "arrest detain jail imprison apprehend nab bust custody arrestee catch",
    "captured": "kidnap abduct hostage captive hijack",
    "displaced": "displace evacuate flee homeless uproot evacuation",
    "released": "release free swap exchange",
    "rescued": "rescue save pluck pull",
    "sheltered": "shelter stay house host refuge accommodate",
    "marched": "march gather rally attend protest demonstrate join participate assemble crowd demonstration vigil",
    "loaded": "load carry contain",
    "fired": "fire launch shoot lob",
    "dropped": "drop bomb",
    "hit": "hit strike land explode detonate",
    "seized": "seize recover confiscate retrieve impound",
    "destroyed": "destroy damage torch burn demolish gut wreck ruin flatten",
    "employed": "employ hire recruit employment",
    "cut": "cut axe sack fire-off shed",
    "infected": "infect infection contract-disease",
    "offered": "offer bid propose",
    "bought": "buy purchase acquire acquisition takeover",
    "fell": "fall plunge plummet tumble slide",
    "sentenced": "sentence convict",
    "sent": "send deploy dispatch",
    "voted": "vote elect",
    "won": "win",
    "lost": "lose",
    "stormed": "storm ransack loot rampage trash",
    "sank": "sink",
    "stolen": "steal rob",
    "landed": "connect",
}
IRREGULAR = {
    "slay": "slew slain", "flee": "fled", "shoot": "shot", "hit": "hit hitting", "strike": "struck", "catch": "caught", "buy": "bought",
    "fall": "fell fallen", "send": "sent", "win": "won winning", "lose": "lost", "sink": "sank sunk",
    "steal": "stole stolen", "cut": "cutting",
    "die": "dying", "bid": "bidding", "rob": "robbed robbing", "hurt": "hurt hurting", "nab": "nabbed nabbing", "shed": "shedding",
    "drop": "dropped dropping", "swap": "swapped swapping", "bust": "busted", "gut": "gutted gutting", "lob": "lobbed lobbing",
    "ship": "shipped shipping", "fly": "flew flown",
}  # fmt: skip


def forms(infinitive: str) -> set[str]:
    """The forms of a verb (or the plural of a noun), as far as rules and `IRREGULAR` tell."""
    stem = infinitive[:-1] if infinitive.endswith("e") else infinitive
    soft = infinitive[:-1] + "i" if infinitive.endswith("y") and infinitive[-2:-1] not in "aeou" else stem
    plural = soft + "es" if soft != stem or infinitive.endswith(("s", "sh", "ch", "x")) else infinitive + "s"
    return {infinitive, plural, soft + "ed", stem + "ing", *IRREGULAR.get(infinitive, "").split()}


NO_EVENT = wordset("fire fires drops dropout post posts")
"""Forms that are nouns first."""
EVENT_OF = {form: name for name, words in EVENTS.items() for word in words.split() for form in forms(word) if form not in NO_EVENT}
"""`shot` is of guns; `shot dead` and `shot and killed` are told by their second word."""


def singular(noun: str) -> str:
    """A noun, lower case, in the singular."""
    low = noun.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    if low in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[low]
    if low.endswith("ies") and len(low) > 4:
        return low[:-3] + "y"
    if low.endswith(("sses", "buses", "viruses", "xes", "ches", "shes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3 else low


def noun_class(noun: str) -> str:
    """The thing that a noun names: its class, or the noun itself in the singular."""
    one = singular(noun)
    if noun.casefold() == "crews":
        return "engine"
    return "people" if is_demonym(noun) else NOUN_CLASS.get(one, one)


def is_demonym(noun: str) -> bool:
    """Whether a noun names the people of a country: `Norvians`."""
    return noun[:1].isupper() and noun.endswith("s") and country_of(noun) is not None and country_of(noun[:-1]) is not None


def event_of(word: str) -> str | None:
    """What a word says that happened, if it is in the tables."""
    return EVENT_OF.get(word.casefold())


MOMENTS = {
    # what may have an hour -> words that say it
    "attack": "attack attacked attacks bombed bombing strike struck shelling shelled raid raided hit shooting shot dropped",
    "blast": "blast exploded explosion detonated detonation",
    "quake": "quake earthquake tremor shook",
    "fire": "fire blaze flames caught",
    "crash": "crash crashed collision collided derailed",
    "call": "called call alerted alarm raised",
    "arrest": "arrested arrest detained",
    "death": "died dead killed pronounced",
    "march": "march marched protest rally vigil demonstration",
    "landing": "landed landing",
    "sinking": "sank sunk sinking capsized foundered",
    "start": "began begin started start kicked",
    "end": "ended end finished",
}
MOMENT_OF = {word: name for name, words in MOMENTS.items() for word in words.split()}


def moment_of(word: str) -> str | None:
    """What a word says that happened at an hour."""
    return MOMENT_OF.get(word.casefold())
