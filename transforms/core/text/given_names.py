"""Given names that nearly always tell whether somebody is he or she, and that nearly always begin a person's name."""

from typing import Literal

from newsbeam.transforms.core.text.wordlists import wordset

Gender = Literal["he", "she"]

HE_NAMES = wordset(
    """
    aidan alec alfonso barry brent bryan caleb cody connor corey curtis damian darren darrell denzel desmond devin dwayne elliot ernesto
    garrett geoff gerry gregg harvey isaac jaime jean-claude jean-jacques jean-marc jean-marie jean-paul jean-pierre jean-yves jeremiah
    jermaine joaquin lionel malcolm marvin neville reggie rickey robbie rodney rudy sanjay shawn spencer terrell tristan tyler tyrone
    vernon vince wladimir zach zack
    aaron abdul abdullah adam adrian ahmed alan albert alejandro aleksandr alex alexander alexei alexey alfred ali amir anatoly andre
    andreas andrei andrew andriy andrzej angelo anthony antonio anton antony arnold arthur arturo barack ben benjamin bernard bernie
    bill bob boris brad brandon brett brian bruce bruno carl carlos cedric charles charlie chris christopher chuck clarence colin
    craig daniel dave david dennis derek diego dmitri dmitry dmytro dominic don donald doug douglas dylan ed eddie edgar eduardo
    edward edwin elias emmanuel emilio enrique eric erik ernest ethan evan felipe felix fernando francis francisco frank franz fred
    frederick friedrich fyodor gabriel gareth gary gavin geoffrey george gerald gerard gerhard gianni giorgio giovanni giuseppe glen
    glenn gordon graham greg gregory guillermo gunnar gustavo guy hamza hans harold harry hassan hector helmut henri henrik henry
    herbert howard hugh hugo hussein ian ibrahim igor ilya imran ismail ivan jack jacob jacques jake jamal james jan janusz jared
    jason javier jay jean-luc jeff jeffrey jeremy jerome jerry jesus jim jimmy joachim joao joe joel johan john johannes jon jonathan
    jorge jose joseph josh joshua juan julian julio jurgen justin karl keith ken kenneth kevin khalid klaus konstantin kurt kyle lars
    larry laurent lawrence leo leon leonard leonid leroy lloyd lorenzo louis luca lucas luigi luis luke magnus mahmoud manuel marc
    marcel marco marcus mario mark martin mathew matt matthew maurice max maxim mehmet michael michel miguel mike mikhail mitch
    mohamed mohammad mohammed muhammad mustafa mykhailo mykola narendra nathan nelson neil nicholas nicolas nigel nikolai nikolas
    noah oleg oleh oleksandr oleksii oleksiy oliver olivier omar oscar osman otto owen pablo patrick paul pavel pavlo pedro percy
    peter petro philip philippe phil pierre piotr rafael rahul raj ralph ramon randy raul ray raymond recep ricardo richard rick rob
    robert roberto rodney rodrigo roger roland roman ron ronald rory ross roy rupert rustem ryan salman salvatore sam samuel scott
    sean sebastian serge sergei sergey sergio seth shane shaun simon stanley stefan stephen steve steven stuart sven taras ted
    terrence terry theo thomas tim timothy tobias todd tom tomas tommy tony travis trevor umberto vadim valery vasily victor viktor
    vincent vitali vitaly vitalii vladimir vladislav volodymyr walter warren wayne wesley will william winston wolfgang xavier yevgeny
    yuri yusuf zachary
    """
)
SHE_NAMES = wordset(
    """
    abigail ada agnes aisha alexandra alice alicia alina alison allison amanda amara amber amelia amy ana anastasia andrea angela
    angelina anita ann anna anne annalena annette annie antonia april audrey barbara beata beatrice becky belinda bernadette beth
    betty beverly brenda bridget britney camilla candace carla carmen carol carole caroline carolyn carrie catherine cathy cecilia
    charlotte cheryl christina christine cindy claire clara claudia colleen cynthia daniela danielle deborah debbie denise diana
    diane dolores donna doris dorothy edith eileen elaine eleanor elena eliza elizabeth ella ellen eloise elsa emilia emily emma
    erica erin esther ethel eva evelyn fatima fiona flora florence frances gabriela gabrielle gail georgia georgina gemma geraldine
    gina giorgia gladys gloria grace greta gretchen gwen hannah harriet hazel heather heidi helen helena helga hilary hillary holly
    ines ingrid irene irina iris isabel isabella isabelle ivanka jacinda jackie jacqueline jane janet janice jean jeanette jenna
    jennifer jenny jessica jill joan joanna joanne josephine joyce juana judith judy julia juliana julie june kaja kamala karen karin
    karina kate katherine kathleen kathryn kathy katie katrina kayla kelly keira kim kimberly kirsten kristen kristin kristina
    larissa laura lauren laurie leah lena leslie leticia liliana lillian linda lisa liz loretta lorraine louise lucia lucy ludmila
    luisa lydia lynn madeleine magdalena margaret margarita maria mariana marie marina marion marisa marjorie marta martha mary
    maryam maureen maya megan melanie melinda melissa mercedes mia michelle mildred miriam moira molly monica nadia nancy naomi
    natalia natalie natasha nicola nicole nina nora norma nikki olena olga olivia oksana pamela patricia paula pauline penelope penny
    petra phyllis priscilla priti priya rachel rebecca regina renata renee rita roberta rosa rosalind rosaly rose rosemary roxana
    ruth sabrina sally samantha sandra sara sarah selina shannon sharon sheila shirley silvia simone sofia sonia sonya sophia sophie
    stacey stella stephanie sue susan suzanne svetlana svitlana sylvia tamara tania tanya tara tatiana teresa tessa theresa therese
    tina tracey tulsi ursula valentina valerie vanessa vera veronica victoria viktoriia violet virginia vivian wendy wilma winnie
    yasmin yolanda yulia yuliia yvette yvonne zara zainab zoe
    """
)
ALSO_OTHER_WORDS = wordset(
    """
    alice bill carmen charlotte florence francisco frank georgia grace guy hazel heather holly iris jordan june lourdes luke mark may
    olive rose ruby salvador san santiago sofia sydney victoria vera violet virginia will
    """
)
"""Given names that begin names of places, laws and ships as well."""


def gender_by_name(name: str) -> Gender | None:
    """By the first given name, if it is one that nearly always tells."""
    first = name.split()[0].lower() if len(name.split()) > 1 else ""
    return "he" if first in HE_NAMES else "she" if first in SHE_NAMES else None


def begins_a_person(word: str) -> bool:
    """Whether a word is a given name and hardly ever the beginning of another name."""
    word = word.lower()
    if "-" in word and word not in HE_NAMES:
        return all(map(begins_a_person, word.split("-")))
    return word in HE_NAMES | SHE_NAMES and word not in ALSO_OTHER_WORDS
