"""What stands before a person's name, in English, lower case and without full stops: courtesy titles, ranks, offices.

Each place that looks for titles needs a choice of its own; the groups are disjoint, and the choices are sums of them.
"""

from newsbeam.transforms.core.text.wordlists import wordset

CIVIL = wordset("mr mrs ms")
_POLITE = wordset("miss dr sir dame")
_RARELY_POLITE = wordset("mx madam")
_PEERS = wordset("lord lady")
_SHORT_OFFICES = wordset("prof rev sen rep gov gen col lt sgt capt maj adm")
"""As they are shortened before a name."""
_SHORT_RANKS = wordset("cpl pvt cmdr cdr brig supt insp det sgts pte pfc spc msgt ssgt tsgt cmsgt ltc atty supt asst dep fr br sr")
"""Ranks and the like that are never written without their full stop."""
_SHORT_BUT_NAMES = wordset("st hon")
"""Shortened too, but also the first word of a place's or person's own name (`St Albans`, `Hon Wai`): never taken off a name."""
_ROYALTY = wordset("king queen prince princess")
_CLERGY = wordset("pope cardinal archbishop bishop reverend imam sheikh sheik ayatollah")
_RANKS = wordset("general colonel captain major admiral officer detective inspector")
_OFFICES = wordset(
    """
    professor president vice prime minister premier chancellor senator representative congressman congresswoman governor mayor
    secretary judge justice chief ambassador deputy foreign defense defence first former acting spokesman spokeswoman spokesperson
    commissioner councillor councilman councilwoman mp mep attorney speaker director chairman chairwoman ceo
    """
)
"""And the words that go with them: `former deputy prime minister`."""

_RANKS_IN_FULL = wordset("trooper sergeant lieutenant corporal constable superintendent sheriff brigadier commander pastor")
_CALLINGS = wordset("producer showrunner coach economist analyst lawyer actor actress singer rapper journalist")
_ASIAN = wordset("datuk datin tun seri")
"""Malay titles."""

COURTESY = CIVIL | _POLITE | _RARELY_POLITE
"""Who bears one is a person, whatever the recogniser says."""
BEFORE_NAMES = CIVIL | _POLITE | _PEERS | _SHORT_OFFICES | _ROYALTY | _CLERGY | _RANKS | _RANKS_IN_FULL | _OFFICES | _CALLINGS | _ASIAN
"""What is taken off a person's name."""
NOT_GIVEN_NAMES = CIVIL | _POLITE | _PEERS | _SHORT_OFFICES | _SHORT_BUT_NAMES | {"judge", "president", "fr", "the"}
"""What stands right before a surname and is no given name."""
ABBREVIATED = CIVIL | {"dr"} | _SHORT_OFFICES | _SHORT_RANKS | _SHORT_BUT_NAMES
"""What is printed with a full stop that ends no sentence."""

MALE = wordset("mr sir lord king prince father brother duke baron sultan emir pope imam rabbi")
FEMALE = wordset("mrs ms miss madam lady queen princess dame sister duchess baroness")
"""Titles that tell whether somebody is he or she; also some that stand in no other choice."""


def written(titles: frozenset[str]) -> str:
    """Alternatives of a regular expression: the titles as they are written before a name."""
    return "|".join(sorted(title.capitalize() for title in titles))
