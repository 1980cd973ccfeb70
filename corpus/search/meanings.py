"""Words that mean about the same when people speak of somebody's work, as lemmas; short forms, phrases, forms."""

from __future__ import annotations

import re
from functools import cache

# One line is one meaning. A word may stand in several lines.
_MEANINGS = """
lead leader leadership manage manager management head supervise supervisor run charge
job role position post title
employer company organisation organization firm employ
career history background past previous former
next seek look want wish search
people staff person employee
fail failure mistake wrong badly regret error unsuccessful flop setback misstep miss
proud pride achievement accomplishment achieve accomplish success successful highlight
hobby spare weekend leisure pastime
notice availability available start
join start begin since
leave left quit resign depart departure
remote remotely hybrid office onsite home
live location locate relocate base reside home city
prioritise prioritize priority backlog triage
metric measure kpi outcome impact result effect
stakeholder executive sponsor
stop end abandon cancel discontinue withdraw halt
check verify confirm
refuse decline pushback no avoid reject
conflict disagree disagreement argue argument dispute
learn lesson teach
study major qualify train degree university college educate education graduate diploma school bachelor master
industry domain sector field
challenge challenging hard difficult tough obstacle difficulty
ship launch release deliver build create make
engineer developer
engineering development
trust rapport relationship
user customer client
patient ward
interview discovery research
ai llm ml gpt
code coding program programming programmer
current currently now today present
decide decision choice choose
change pivot switch
contact email reach mail
language fluent fluency speak
citizen citizenship visa sponsorship permit authorise authorize authorisation authorization passport
strength strong
weakness weak gap shortcoming
style approach philosophy principle
hire recruit recruitment
mentor coach teach train mentee trainee
intern internship trainee placement apprentice apprenticeship
experiment experimentation test
database sql
price pricing
accessibility accessible wcag
data analytics analysis analyst
deadline late delay slip
expect expectation
favourite favorite love
problem issue
goal objective okr target
website site page
chat assistant chatbot bot
own owner ownership
strategy strategic vision
tool technology stack software
travel trip commute
reference referee vouch recommend
salary pay compensation wage
certificate certification certify licence license licensed
award prize recognition
volunteer volunteering charity
award honour honor
team group crew staff colleague
grow growth increase rise raise
reduce fall drop cut decrease lower
save saving
budget cost spend
write writing written
present presentation speak talk
publish publication article paper
improve improvement
incident outage
shift rota roster schedule
part-time fulltime full-time hour
"""
_SHORT = """
js:javascript ts:typescript k8s:kubernetes ml:machine,learn ai:artificial,intelligence pm:product,manager
ux:user,experience qa:quality,assurance hr:human,resource rn:registered,nurse postgres:postgresql gcp:google,cloud
a/b:experiment golang:go a11y:accessibility vp:vice,president american:united,state
usa:united,state british:united,kingdom uk:united,kingdom eu:european,union
icu:intensive,care gp:general,practice p&l:profit,loss 30:thirty 60:sixty 90:ninety 100:hundred ed:emergency,department
"""


# What a verb and its particle mean together, as one lemma: a pattern over the folded text.
_PHRASES = (
    (re.compile(r"\b(?:say|says|said|saying) no\b"), "no"),
    (
        re.compile(r"\b(?:do|does|did|would)(?: not|n't) (?:\w+ )?want\b|\b(?:do|does|did|would) \w+ not want\b"),
        "decline",
    ),
    (re.compile(r"\brul(?:e|es|ed|ing) (?:\w+ )?out\b|\bdeal ?-?breakers?\b|\bno-gos?\b"), "decline"),
    (re.compile(r"\bturn(?:s|ed|ing)? (?:\w+ )?down\b"), "decline"),
    (re.compile(r"\b(?:give|gives|gave|giving) up\b|\bdrop(?:s|ped|ping)? out\b"), "stop"),
    (re.compile(r"\b(?:grew|grow|growing) up\b"), "childhood"),
    (re.compile(r"\b(?:speak|speaks|spoke|vouch|vouches) for\b"), "reference"),
    (re.compile(r"\b(?:set|sets|setting) up\b|\bbuil[dt]\w* up\b"), "build"),
    (re.compile(r"\b(?:go|goes|going|gone|went) live\b"), "release"),
    (re.compile(r"\b(?:do|done|did|doing)\b.{0,30}\bdifferently\b"), "change"),
    (re.compile(r"\b(?:find|finds|found|finding) out\b"), "learn"),
    (re.compile(r"\b(?:take|takes|took|taking) over\b"), "inherit"),
    (re.compile(r"\b(?:cut|cuts|cutting) (?:\w+ )?down\b"), "reduce"),
)
# The past of irregular verbs where the dictionary keeps the form for another word: "rose" is a flower there.
_PASTS = {"rose": "rise", "fell": "fall", "left": "leave", "ran": "run", "spoke": "speak", "felt": "feel"}
# How a noun is made from its verb: ending of the noun, endings of the verb.
_NOUNS = (
    ("ation", ("", "e", "ate")), ("ition", ("", "e")), ("ion", ("", "e")), ("ment", ("",)), ("ance", ("", "e")),
    ("ence", ("", "e")), ("val", ("ve",)), ("wal", ("w",)), ("sal", ("se",)), ("ing", ("", "e")), ("ure", ("", "e")),
    ("ry", ("",)),
)  # fmt: skip
_VERB = 4  # letters, at least: shorter ones are found by accident


@cache
def _groups() -> dict[str, frozenset[str]]:
    alike_by_word: dict[str, set[str]] = {}
    for line in _MEANINGS.splitlines():
        group = set(line.split())
        for member in group:
            alike_by_word.setdefault(member, set()).update(group)
    return {member: frozenset(others - {member}) for member, others in alike_by_word.items()}


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    pairs = (pair.split(":") for pair in _SHORT.split())
    return {short: tuple(long.split(",")) for short, long in pairs}


def alike(lemma: str) -> frozenset[str]:
    """Return the lemmas that mean about the same, without the lemma itself."""
    return _groups().get(lemma, frozenset())


@cache
def present(lemma: str) -> frozenset[str]:
    """Return the verb whose past a word is, if the dictionary does not say so."""
    return frozenset({_PASTS[lemma]} if lemma in _PASTS else ())


def phrases(text: str) -> list[str]:
    """Return the lemmas that phrases of a text stand for: "said no to" is "refuse"."""
    return [name for pattern, name in _PHRASES if pattern.search(text.lower())]


@cache
def derived(lemma: str) -> frozenset[str]:
    """Return the verbs that a noun may be made from, and the nouns that may be made from a verb: "renewal", "renew".

    A form need not be a word: the caller keeps those that the corpus holds.
    """
    verbs = {lemma.removesuffix(end) + verb for end, ends in _NOUNS if lemma.endswith(end) for verb in ends}
    nouns = {lemma.removesuffix(verb) + end for end, ends in _NOUNS for verb in ends if lemma.endswith(verb)}
    return frozenset(form for form in verbs | nouns if len(form) >= _VERB and form != lemma and len(lemma) >= _VERB)


def spellings(lemma: str) -> frozenset[str]:
    """Return how the other side of the Atlantic writes a lemma."""
    pairs = (("ise", "ize"), ("isation", "ization"), ("our", "or"), ("yse", "yze"), ("tre", "ter"), ("ence", "ense"))
    both = (*pairs, *((new, old) for old, new in pairs))
    written = {lemma.removesuffix(old) + new for old, new in both if lemma.endswith(old) and len(lemma) > 5}
    return frozenset(written | ({lemma[:-1]} if lemma.endswith("ll") and len(lemma) > 5 else set()))


def spelt_out(word: str) -> tuple[str, ...]:
    """Return the words that a short form stands for; none for any other word."""
    return _forms().get(word, ())
