"""Words that mean about the same when people speak of somebody's work, as lemmas; and short forms of names."""

from __future__ import annotations

from functools import cache

# One line is one meaning. A word may stand in several lines.
_MEANINGS = """
lead leader leadership manage manager management head supervise supervisor run ran charge
report manage subordinate
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
refuse decline pushback no
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
golang:go a11y:accessibility vp:vice,president american:united,state
usa:united,state british:united,kingdom uk:united,kingdom eu:european,union
icu:intensive,care gp:general,practice p&l:profit,loss 30:thirty 60:sixty 90:ninety 100:hundred ed:emergency,department
"""


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


def spellings(lemma: str) -> frozenset[str]:
    """Return how the other side of the Atlantic writes a lemma."""
    pairs = (("ise", "ize"), ("isation", "ization"), ("our", "or"), ("yse", "yze"), ("tre", "ter"), ("ence", "ense"))
    both = (*pairs, *((new, old) for old, new in pairs))
    return frozenset(lemma.removesuffix(old) + new for old, new in both if lemma.endswith(old) and len(lemma) > 5)


def spelt_out(word: str) -> tuple[str, ...]:
    """Return the words that a short form stands for; none for any other word."""
    return _forms().get(word, ())
