"""What a statement denies: by its main clause, in whatever marks and behind whatever opens it."""

import pytest

from newsbeam.transforms.core.attribution.cues import Cue
from newsbeam.transforms.core.attribution.polarity import is_denial, is_negated_content, polarity_of

DENIALS = {
    # in direct quotations
    "“We never met,”": True,
    "‘We have no record of it.’": True,
    "“There’s nowhere safe in the valley. Everyone is afraid.”": True,
    "“At no point did we say so,”": True,
    "that “there are no plans to sell the pier”": True,
    "the account is “clearly not an official one”": True,
    "“No. I learned it from the radio.”": True,
    "“Yes. We did not wait.”": False,
    "“Absolutely. We did not wait.”": True,
    "“It rained. We did not wait.”": False,
    "“Why did nobody wait?”": False,
    "“Why did nobody wait? It rained.”": False,
    "“We never met,” Roe told the police": False,
    "“no proof” that the bridge was hit": True,
    # what stands before the main clause
    "Obviously, it has not been easy": True,
    "“As far as I know, that is not the case, but we will ask.”": True,
    "Although it had rained, the road was not closed": True,
    "that, if it does not rain, the road will be open": False,
    "But we did not wait": True,
    # marks with spaces, as some texts have them
    "she didn ’ t know the rules": True,
    # what comes after the main clause
    "she is certain he didn’t wait": False,
    "the clerk told them she couldn’t wait": False,
    "the crews are few and do not rest": False,
    "the crews rest and do not wait": True,
    "the road was closed, nobody knew": False,
    # idioms
    "it was not one man but several": False,
    "the law was not only unjust but harsh": False,
    "the quay would not open until June": False,
    "there is no doubt about it": False,
    "it is hard not to laugh": False,
    "the stove burned with no flame": False,
    "the mayor said no to the plan": False,
    "bus No. 5 was late": False,
    "by no means was it safe": True,
    # doubts of one's own
    "he did not believe the bridge was safe": False,
    "I don’t imagine they will": False,
    # calling untrue
    "the report was false": True,
    "the claims “an outright lie”": True,
    "the report was not false": False,
    "It is not true that the dam is safe": True,
    "It is a lie that I was there": True,
    "the story is true, and nothing about it is false": False,
}


@pytest.mark.parametrize("content", DENIALS)
def test_denials(content: str) -> None:
    assert is_denial(content) is DENIALS[content]


def test_two_negations_affirm() -> None:
    deny, say = Cue("deny", "deny", "co", "deny"), Cue("say", "say", "c")
    assert polarity_of(deny, "that it had waited", negated=False) == "deny"
    assert polarity_of(deny, "that it had not waited", negated=False) == "affirm"
    assert polarity_of(deny, "that it had waited", negated=True) == "affirm"
    assert polarity_of(deny, "claims that the water was not safe", negated=False) == "affirm"
    assert polarity_of(deny, "claims that the water was safe", negated=False) == "deny"
    assert polarity_of(say, "claims that the water was not safe", negated=False) == "affirm"


def test_a_negation_anywhere() -> None:
    assert is_negated_content("that the law, which nobody read, passed")
    assert not is_negated_content("that the law passed")
