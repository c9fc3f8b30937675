"""The words for those who speak: people by what they are, groups, organisations, documents."""

import functools
import re

from newsbeam.transforms.core.text.wordlists import wordset

PRONOUNS = {
    "he": "person", "she": "person", "him": "person", "her": "person", "his": "person", "i": "person", "who": "person",
    "it": "thing", "its": "thing", "they": "group", "them": "group", "their": "group", "we": "group", "both": "group",
}  # fmt: skip
ROLES = wordset(
    """
    president minister chancellor premier secretary spokesman spokeswoman spokesperson mayor governor senator congressman
    congresswoman ambassador general colonel chief leader head chairman chairwoman director judge justice king queen prince pope
    bishop adviser advisor aide diplomat lawmaker lawyer attorney prosecutor commissioner commander official executive founder
    professor economist analyst candidate nominee representative officer editor author doctor billionaire businessman tycoon
    dictator kremlin vice-president deputy captain owner manager coach student activist researcher scientist expert oligarch
    oligarchs correspondent reporter historian politician speaker legislator negotiator envoy investor entrepreneur singer actor
    actress writer archbishop cardinal rabbi imam priest vicar chair chairperson chaplain sheriff constable detective inspector
    superintendent sergeant lieutenant major admiral brigadier marshal skipper striker midfielder goalkeeper defender trainer
    umpire referee surgeon nurse paramedic dentist midwife pharmacist epidemiologist virologist biologist physicist chemist
    geologist astronomer climatologist meteorologist ecologist psychologist psychiatrist engineer architect farmer fisherman
    baker teacher headteacher principal dean rector provost curator ombudsman councillor councilor councilman councilwoman
    alderman treasurer registrar auditor coroner solicitor barrister magistrate whip backbencher peer mp lord lady baroness duke
    duchess princess emperor sultan emir sheikh ayatollah economist-in-chief banker trader broker strategist pollster columnist
    journalist broadcaster presenter novelist poet playwright painter musician composer conductor filmmaker producer designer
    agent chef pilot astronaut mechanic electrician plumber firefighter lifeguard ranger warden paramedic campaigner organiser
    organizer volunteer victim survivor witness bystander neighbour neighbor resident tenant landlord widow
    """
)
"""Also what a name is introduced with: `baker Joan Ashby`."""
PERSONS = ROLES | wordset(
    """
    man woman boy girl child baby teenager pensioner person mother father son daughter wife husband brother sister uncle aunt
    cousin grandmother grandfather mum dad friend partner boyfriend girlfriend colleague relative guest customer client patient
    passenger driver cyclist pedestrian commuter hiker climber sailor soldier guard gunman suspect defendant plaintiff accused
    claimant complainant applicant prisoner inmate detainee refugee migrant hostage robber thief killer attacker shooter voter
    citizen taxpayer worker employee employer contractor developer builder supplier retailer grocer shopkeeper trader critic
    commentator observer insider source opponent supporter ally rival member delegate lobbyist whistleblower informant
    newcomer incumbent challenger frontrunner predecessor successor regulator forecaster rescuer medic clinician physician
    academic lecturer scholar pupil graduate parent carer caregiver villager islander local native fan player captain winner
    loser champion runner rider jockey sprinter swimmer boxer golfer batsman bowler pitcher quarterback teammate rebel insurgent
    militant fighter warlord dissident exile separatist nationalist loyalist lodger believer worshipper pilgrim monk nun
    democrat republican conservative liberal progressive socialist tory green communist independent american european
    insurer lender creditor bondholder shareholder stakeholder analyst moderator facilitator mediator interpreter translator
    keeper showrunner widower heir bodyguard nanny cleaner gardener
    porter waiter waitress cashier clerk juror defector operator user subscriber viewer reader listener caller
    """
)
GROUPS = wordset(
    """
    officials analysts experts critics leaders representatives lawmakers residents witnesses protesters authorities ministers
    sources prosecutors voters people investigators scientists researchers diplomats economists observers activists aides
    advisers advisors supporters opponents lawyers democrats republicans senators countries states governments media troops
    soldiers police some many others several most companies intelligence historians journalists reporters campaigners doctors
    rescuers executives men women children families parties courts locals allies greens conservatives tories mps crews clergy
    militia militias rebels forces public crowd jurors staff opposition relatives republics neighbours neighbors firms banks
    unions groups charities agencies councils scholars cops police officers parents workers bosses chiefs detectives forecasters
    pollsters villagers islanders americans europeans britons russians ukrainians chinese nato industry markets those respondents
    participants attendees rivals firefighters businesses employers brass nations provinces regulators insurers airlines
    retailers developers manufacturers
    """
)
ANONYMOUS = re.compile(
    r"\b(?:sources?|anonym\w+|on condition of|unnamed|who asked not|insiders?|person familiar|people familiar|"
    r"(?:an?|one|two|three|some|several|many|"
    r"senior|other) (?:\w+ ){0,3}officials?|analysts|experts|observers|critics)\b",
    re.I,
)
ORGANISATIONS = wordset(
    """
    government ministry office company party committee agency court police army military commission council department
    administration union parliament group bank university embassy delegation team campaign regulator organisation organization
    authority press watchdog charity firm bureau service services congress senate house institute centre center association
    federation palace navy force forces network club league board panel tribunal jury inquiry inquest assembly cabinet coalition
    utility alliance kingdom republic nation country state city town village county borough district province region hospital trust
    school college church diocese synod airline railway operator manufacturer carmaker chipmaker automaker maker retailer
    supermarket chain brewery brewer publisher broadcaster channel station newspaper paper magazine daily tabloid website site
    outlet foundation fund thinktank think-tank consortium cooperative co-operative corporation conglomerate start-up startup
    developer contractor insurer lender society syndicate movement faction
    consulate secretariat treasury chancellery presidency monarchy crown kremlin brigade battalion regiment militia
    junta regime judiciary prosecution defence defense coastguard coast-guard fire-service collective guild lobby
    """
)
DOCUMENTS = wordset(
    """
    statement report poll survey study message letter memo document documents article post tweet release communique communiqué
    filing lawsuit complaint indictment order ruling book interview video videos footage broadcast paper newspaper data figures
    statistics analysis audit email emails transcript records statements reports polls surveys studies messages letters memos
    posts tweets research investigation evidence results findings review paper papers files affidavit petition verdict judgment
    judgement autopsy census dossier notice advisory bulletin manifesto constitution treaty agreement draft bill law contract
    text caption sign label leaflet note diary journal op-ed editorial column essay speech assessment inspection test tests
    estimate estimates projections forecast index photographs images testimony opinion
    """
)
"""Things that say something: they show and suggest as people do."""
STATEMENTS = DOCUMENTS - wordset("interview order bill law treaty constitution sign label text note test tests images caption")
"""Documents that somebody issues."""
OTHER_SPEAKERS = wordset(
    """
    he she they we i you who latter former others both neither either all none few one ones two three four five half third
    majority minority percent share proportion another
    each hundreds thousands dozens victims members commentators politicians spokesmen users fans
    players candidates country nation family parents friends side sides
    """
)
NOT_SPEAKERS = wordset(
    "clock clocks watch watches calendar thermometer weather sky shirt badge mug sweatshirt hoodie sticker tattoo plaque"
)
"""They say, but nobody speaks."""
COURTS = wordset("court jury tribunal inquiry inquest hearing committee trial panel judge jurors magistrates mps")
"""They hear what others say: `the court heard that …`."""
PERSON_ENDING = re.compile(
    r".{2,}(?:[oe]logists?|ists|ist|crats?|[a-z]men|[a-z]man|women|woman|persons?|people|workers?|holders?|makers?|leaders?|keepers?|"
    r"owners?|goers?|watchers?|officers?|fighters?|teers?|cians?|arians?)$"
)
"""Endings that only words for people have, near enough."""
NOT_PERSONS = wordset("list lists twist mist fist resist exist consist assist insist persist human german roman ottoman ceramist gist")
PUNCTUATION = " ,.;:—–-\"'“”‘’()"


@functools.cache
def human_words() -> frozenset[str]:
    """People, in the singular and the plural, groups and organisations."""
    plurals = {_plural(word) for word in PERSONS | ORGANISATIONS}
    return PERSONS | GROUPS | ORGANISATIONS | OTHER_SPEAKERS | plurals


@functools.cache
def person_plurals() -> frozenset[str]:
    """`farmers`, `judges`: words for groups of people."""
    return frozenset(_plural(word) for word in PERSONS)


def is_human_word(word: str) -> bool:
    """Whether a lower-case noun stands for people."""
    return word in human_words() or (PERSON_ENDING.match(word) is not None and word not in NOT_PERSONS)


def _plural(word: str) -> str:
    if word.endswith(("man", "woman")):
        return word[:-2] + "en"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")
