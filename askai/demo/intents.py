"""What kind of question it is, before any looking up: greeting, override, private matter, somebody else's matter."""

from __future__ import annotations

import re
from enum import Enum, auto

from corpus.search.stems import fold
from corpus.text.orders import is_override


class Intent(Enum):
    """`QUESTION` is everything that is to be looked up in the corpus."""

    GREETING = auto()
    SMALL_TALK = auto()
    IDENTITY = auto()
    ABOUT_CHAT = auto()
    OVERRIDE = auto()
    PRIVATE = auto()
    FOREIGN_MATTER = auto()
    MORE = auto()
    QUESTION = auto()


_PRIVATE = re.compile(
    r"\b(?:salar(?:y|ies)|(?:current|your|expected|last|his|her) (?:total )?(?:compensation|pay|wage)|remuneration|"
    r"how much (?:money )?(?:do|did|does) \w+ (?:earn|make)|religio(?:n|us)|(?:your|her|his) (?:faith|church|politics)|"
    r"(?:have|has) (?:a|any) disabilit(?:y|ies)|(?:you|she|he) disabled|(?:your|her|his) disabilit(?:y|ies)|"
    r"(?:have|having|plan\w*|your|want) (?:to have )?(?:any )?(?:children|kids|a baby)|pregnan\w*|"
    r"child ?care|family plans?|"
    r"married|marriage|spouse|husband|wife|boyfriend|girlfriend|(?:are|is) (?:you|she|he) (?:single|gay)|divorced|"
    r"birth ?(?:date|day)|date of birth|how old (?:are|is) (?:you|she|he|u)|(?:your|her|his) age|convicted|convictions|"
    r"felony|arrested|criminal (?:record|history)|political|(?:you|she|he) vote[ds]?(?: for)?|illness(?:es)?|"
    r"(?:your|her|his|any) (?:health|diseases?|race|gender|ethnicity)|medical (?:history|conditions?)|medication|"
    r"discharged?|military service|served in the military|sexual orientation|nationality|home address|phone number|"
    r"social security number)\b"
)
_PATTERNS = (
    (
        Intent.GREETING,
        r"(?:hi+|hey+|hello+|hallo|hola|yo|greetings|good (?:morning|afternoon|evening))(?: there| all)?",
    ),
    (
        Intent.SMALL_TALK,
        r"(?:thanks?|thank you|thx|ok(?:ay)?|cool|nice|great|wow|lol|bye|goodbye|sure|yes|no)\b.{0,12}",
    ),
    (Intent.SMALL_TALK, r".*\blol"),
    (Intent.SMALL_TALK, r"(?:you are|you're|u r|ur|you) (?:so |very |really )?(?:smart|funny|cool|great|cute|dumb).*"),
    (Intent.SMALL_TALK, r"(?:i )?a?'?m (?:kind of |a bit |so )?(?:busy|bored|tired|fine|here|back)\b.*"),
    (Intent.SMALL_TALK, r"tell? me a (?:story|stry|joke)"),
    (Intent.IDENTITY, r"(?:what|wat|whats|what's)(?: is|'s)? (?:your|ur|his|her) (?:full )?name"),
    (Intent.IDENTITY, r"who (?:is|are|r) (?:you|u|this|that|he|she|the owner)"),
    (Intent.IDENTITY, r"(?:please )?(?:tell?|introduce) (?:me |us )?(?:abo?u?t )?(?:your?|ur|you) ?s?elf"),
    (Intent.IDENTITY, r"(?:your |ur )?(?:back ?g?round|bio|cv|resume|profile|summary)(?: info\w*| please)?"),
    (
        Intent.ABOUT_CHAT,
        r"(?:how does|how do|what is|how is) (?:this|the|your) (?:chat|chat ?bot|bot|assistant)(?: work)?",
    ),
    (Intent.ABOUT_CHAT, r"are you (?:a |an )?(?:bot|robot|ai|human|real|chatbot|real person)"),
    (Intent.MORE, r"(?:please )?(?:(?:tell|say|give)(?: me)? )?more(?: details?| please| about (?:it|that|this))?"),
    (Intent.MORE, r"(?:and|go on|continue|what else|anything else|something else|elaborate|why|how so|and then)"),
    (Intent.MORE, r"(?:is|are) there any(?:thing)? (?:other|else|more)\b.*|any (?:other|more)\b.*"),
    (Intent.MORE, r"how did (?:it|that|this|they) (?:do|go|turn out|end|work out|perform)"),
)
_COMPILED = tuple((intent, re.compile(pattern)) for intent, pattern in _PATTERNS)
_VISITORS_OWN = re.compile(
    r"\b(?:my|me|i) (?!(?:role|job|team|company|product|project|posting|position|opening|startup|question)\b)"
)
_ASKS_OF_OWNER = re.compile(r"\b(?:you|your|yours|u|ur|he|his|him|she|her|they|their|owner)\b|tell me|walk me|give me")
_SEARCH = re.compile(
    r"^(?:we(?:'re| are) |i(?:'m| am) )?(?:looking for|hiring|in need of|need|find me|searching for)\b.*"
    r"\b(?:developers|engineers|designers|managers|candidates|people|freelancers|someone)\b"
)
_ERRANDS = re.compile(
    r"\b(?:my taxes|flip a|coin|weather|forecast|flight|my card|my bank|my account|set a|remind me|play (?:a|some)|"
    r"recipe|translate|write (?:me )?(?:a|an|some) (?:poem|essay|code|script|story)|stock price|horoscope|lottery)\b"
)


def intent_of(question: str, owner: frozenset[str] = frozenset()) -> Intent:
    """The kind of a question. `owner` are the folded words of the owner's name: a question with them is about them."""
    text = " ".join(fold(question).split())
    bare = text.strip(" .!?,;:")
    if is_override(text):
        return Intent.OVERRIDE
    if _PRIVATE.search(text):
        return Intent.PRIVATE
    for intent, pattern in _COMPILED:
        if pattern.fullmatch(bare):
            return intent
    is_of_owner = bool(_ASKS_OF_OWNER.search(text)) or any(word in owner for word in re.findall(r"\w+", text))
    if _SEARCH.search(text) or _ERRANDS.search(text) or (_VISITORS_OWN.search(text) and not is_of_owner):
        return Intent.FOREIGN_MATTER
    return Intent.QUESTION
