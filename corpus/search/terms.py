"""Words that mean the same in an interview."""

from __future__ import annotations

import re
from functools import cache

from corpus.search.stems import fold, stem

# One line is one meaning. A word may stand in several lines. `_` joins the words of a phrase.
_MEANINGS = """
lead led manage manager managed head headed supervise direct_reports team run ran
product_manager pm product_management
product_owner po
career_history career background
job role position work worked company employer employment career
next looking seek seeking want wants
fail failed failure mistake wrong regret error unsuccessful flop setback missed killed
proud proudest achievement accomplishment achieved accomplished success
hobby hobbies interests fun free_time spare outside weekend weekends
notice notice_period start_date available availability start
remote remotely hybrid office on_site home
location located relocate relocate relocation place timezone
year years long
prioritise priority priorities backlog trade_off rank ranking
metric metrics measure measured kpi outcome impact number result results
stakeholder stakeholders executive leadership sponsor
no refuse refused declined pushback pushed
conflict disagree disagreed disagreement argue argued
learn learned learnt lesson lessons
education degree university studied school college educational graduated diploma
industry industries domain domains sector sectors
challenge challenging hard hardest difficult tough obstacle
ship shipped launch launched released release build built deliver delivered
engineering engineers engineer developer developers
trust rapport relationship relationships
user customer users customers client clients
interview interviews discovery research
ai llm llms ml gpt
code coding program programming developer software
leave left leaving quit resign resigned departure
current now today present
decide decision decided choice chose
change changed pivot pivoted reversed
contact email reach
language languages fluent fluency
authorised visa sponsorship authorisation permit citizen
strength strengths strong strongest
weakness weaknesses weak gap gaps
style approach philosophy principles
hire hired hiring recruit recruited
mentor mentored coach coached coaching
roadmap roadmaps roadmapping
experiment experiments experimentation ab test tests
sql database databases query
price pricing packaging monetisation
accessibility accessible wcag
data analytics analysis analyst
deadline late delay delayed slipped
expect expectation expectations
favourite favorite love
problem problems
goal goals okr okrs objective
website site page
chat assistant demo engine
own owned owner ownership
strategy vision strategic
end_to_end whole
tool tools stack
"""

_PHRASES = (
    ("where (?:did|has|have) (?:you|u|he|she|they) work(?:ed)?(?: before)?", "career_history"),
    ("(?:previous|past|former) (?:jobs?|employers?|companies|roles)|work history|employment history", "career_history"),
    ("open source", "open_source"), ("open to", "about"),
    ("do (?:you|u|they|she|he) speak", "language"), ("does (?:she|he) speak", "language"),
    ("free time", "free_time"), ("notice period", "notice_period"), ("start date", "start_date notice"),
    ("product managers?", "product_manager"), ("product management", "product_management"),
    ("time ?zones?", "timezone hours"), ("machine learning", "ml"), ("direct reports", "direct_reports"),
    ("on[- ]site", "on_site"), ("a ?/ ?b", "ab"), ("end[- ]to[- ]end", "end_to_end"),
    ("trade[- ]?offs?", "trade_off"), ("said no", "no_said refused"), ("say no", "refused"),
    ("what went wrong", "failure"), ("went wrong", "wrong"), ("up to", "now"), ("how long", "years"),
    ("set(?:ting)? up", "setup"), ("push(?:ed)? back", "pushback"), ("next role|next job|next step", "next role"),
)  # fmt: skip


def phrased(text: str) -> str:
    """The folded text with its known phrases joined by `_`, so that each counts as one term."""
    text = fold(text)
    for pattern, joined in _PHRASES:
        text = re.sub(rf"\b(?:{pattern})\b", joined, text)
    return text


def root(term: str) -> str:
    """The stem of a word; of a joined phrase its stems joined."""
    return "_".join(stem(part) for part in term.split("_"))


@cache
def _meanings() -> dict[str, frozenset[str]]:
    alike: dict[str, set[str]] = {}
    for line in _MEANINGS.split("\n"):
        group = {root(word) for word in line.split()}
        for member in group:
            alike.setdefault(member, set()).update(group)
    return {member: frozenset(others - {member}) for member, others in alike.items()}


def alike(term: str) -> frozenset[str]:
    """Roots that mean about the same as the root `term`, without it."""
    return _meanings().get(term, frozenset())
