"""What kind of question it is, before anything is looked up, and which of its words carry what is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import simplemma

from corpus.search.index import Index, Term
from corpus.search.meanings import spelt_out
from corpus.text.orders import is_override
from corpus.text.words import STOP_WORDS, fold, lemma, words


class Kind(Enum):
    """What is asked for. The first group is answered without looking anything up."""

    OVERRIDE = auto()
    FOREIGN = auto()
    GREETING = auto()
    THANKS = auto()
    SMALL_TALK = auto()
    SELF = auto()
    PRIVATE = auto()
    OUTSIDE = auto()

    NAME = auto()
    WHO_IS = auto()
    CV = auto()
    CONTACT = auto()
    CAREER = auto()
    HOBBIES = auto()
    WANTS = auto()
    NOW = auto()
    POST = auto()
    HOME = auto()
    FIT = auto()
    TONGUES = auto()
    STRENGTHS = auto()
    WEAKNESSES = auto()
    COMPARE = auto()
    MORE = auto()

    WHEN = auto()
    HOW_MANY = auto()
    HOW_LONG = auto()
    HOW_OFTEN = auto()
    WHERE = auto()
    WHY = auto()
    WHO = auto()
    YES_NO = auto()
    HOW = auto()
    WHAT = auto()


_ONE = r"(?:you|she|he|they|it|this person|the owner|owner)"
_OF = r"(?:your|her|his|their|the owner's|'s)"
_CHAT_SPEAK = {
    "u": "you", "ur": "your", "r": "are", "wat": "what", "wot": "what", "whats": "what is", "wheres": "where is",
    "whos": "who is", "hows": "how is", "y": "why", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks",
    "abt": "about", "abot": "about", "tel": "tell", "yr": "your", "yrs": "years", "exp": "experience", "hv": "have",
    "youself": "yourself", "urself": "yourself", "n": "and", "bday": "birthday", "yoe": "years of experience",
}  # fmt: skip
_PRIVATE = re.compile(
    r"\b(?:salar(?:y|ies)|(?:current|your|expected|last|his|her|their|\w+'s) (?:total )?(?:compensation|pay|wages?)|"
    r"remuneration|day rate|how much (?:money )?(?:do|did|does|is|was|would) \w+ (?:earn|make|paid|cost|want)|"
    r"religio(?:n|us)|(?:your|her|his) (?:faith|church|politics)|go to church|pray|(?:have|has) (?:a|any) disabilit\w+|"
    r"(?:you|she|he|they) disabled|(?:your|her|his) disabilit\w+|(?:have|has|having|plan\w*|your|her|his|want) "
    r"(?:to have )?(?:any )?(?:children|kids|a baby|a family)|pregnan\w*|child ?care|family plans?|married|marriage|"
    r"spouse|husband|wife|boyfriend|girlfriend|partner's name|(?:are|is) (?:you|she|he|they|\w+) (?:single|gay|straight)|"
    r"divorced|birth ?(?:date|day)|date of birth|born|how old|(?:your|her|his|\w+'s) age|convicted|convictions|felony|"
    r"arrested|criminal (?:record|history)|political|(?:you|she|he|they) votes?d?(?: for)?|illness(?:es)?|"
    r"(?:your|her|his|any) (?:health|diseases?|race|gender|ethnicity|weight)|medical (?:history|conditions?)|"
    r"medication|honou?rabl\w+ discharged?|discharged?|military service|in the military|sexual orientation|"
    r"home address|street address|phone number|social security number|net worth|sick days)\b"
)
_PLEASE = r"(?:please |can you |could you |would you |can i |could i |may i )*"
_WHOLE = (
    (Kind.GREETING, r"(?:hi+|hey+|hello+|hallo|hola|yo|greetings|howdy|good (?:morning|afternoon|evening|day))"
                    r"(?: there| all| everyone| \w+)?"),
    (Kind.THANKS, r"(?:many )?(?:thanks|thank you|cheers|ta|much appreciated)\b.{0,40}|(?:that )?(?:helps|helped)\b.{0,20}|"
                  r"(?:bye|goodbye|see you|good night)\b.{0,20}"),
    (Kind.SMALL_TALK, r"(?:ok(?:ay)?|cool|nice|great|wow|lol|sure|yes|no|haha)\b.{0,12}|.*\blol|"
                      r"(?:you are|you're|your) (?:so |very |really )?(?:smart|funny|cool|great|cute|dumb|stupid|nice).*|"
                      r"(?:i )?a?'?m (?:kind of |a bit |so )?(?:busy|bored|tired|fine|here|back)\b.*|"
                      r"how are you(?: doing| today)?|"
                      r"(?:tell|sing|give) (?:me )?(?:a |an )?(?:story|stry|joke|song|poem)"),
    (Kind.NAME, rf"what is {_OF} (?:full )?name|{_OF} name"),
    (Kind.WHO_IS, rf"(?:so )?who (?:is|are|was) (?:{_ONE}|this|that|owner-name)|{_PLEASE}(?:introduce|describe|tell (?:me |us )?"
                  rf"(?:something |more |a bit |a little )?about) (?:your|you|her|him|their|them|owner-name) ?(?:self)?|"
                  rf"(?:{_OF} |owner-name )?(?:back ?g?round|bio|biography|profile|summary|intro)(?: info\w*| please)?|"
                  rf"about (?:you|her|him|owner-name)|what (?:do|does) (?:{_ONE}|owner-name) do(?: for (?:a living|work))?|"
                  r"owner-name|what (?:kind of|sort of) \w+ (?:is|are) (?:you|she|he|they|owner-name)"),
    (Kind.SELF, r"(?:how does|how do|what is|how is) (?:this|the|your) (?:chat|chat ?bot|bot|assistant|thing|page|demo)"
                r"(?: works?)?|(?:are|is) (?:you|this|it|the chat) (?:really )?(?:a |an )?(?:bot|robot|ai|human|real|chatbot|"
                r"machine|person|model|computer|chat ?gpt|gpt|claude|gemini|llm)\b.{0,20}|who (?:am i|are we) (?:talking|speaking|chatting) (?:to|with)|"
                r"what (?:are you|is this|can (?:you|i|this chat)(?: \w+)? (?:do|ask|answer)(?: you| here| about)?)|"
                r"what (?:questions )?can i ask(?: you| here)?|help|how do you work|"
                r"(?:what|which) (?:ai |language )?model (?:are you|is this)"),
    (Kind.MORE, r"(?:please )?(?:(?:tell|say|give)(?: me)? )?more(?: details?| please| about (?:it|that|this))?|"
                r"(?:and|go on|continue|(?:what|anything|something) else|elaborate|how so|and then|next|why is that|"
                r"what happened (?:next|then|after(?: that)?))|(?:is|are) there (?:any|some)(?:thing)? (?:other|else|more)\b.*|"
                r"any (?:other|more)\b.*|how did (?:it|that|this|they) (?:do|go|turn out|end|work out|perform)"),
)  # fmt: skip
_PARTLY = (
    (Kind.CV, r"\b(?:cv|c\.v\.|r[ée]sum[ée]|curriculum vitae)\b"),
    (Kind.CONTACT, rf"\b(?:contact|get in touch|reach(?: out)?(?: to)? (?:{_ONE}|her|him|them|owner-name)|"
                   rf"{_OF} (?:e-?mail|linkedin)|e-?mail address|send .{{0,20}}(?:e-?mail|message)|"
                   r"(?:talk|speak|write) to (?:her|him|them|owner-name) (?:directly|in person)|"
                   r"e-?mail (?:her|him|them|owner-name))\b"),
    (Kind.CAREER, rf"\bwhere (?:did|has|have) (?:{_ONE}|owner-name) (?:been |previously )?work(?:ed|ing)?(?: before| so far| "
                  r"previously| in the past)?$|\b(?:previous|past|former|earlier) (?:jobs?|employers?|companies|roles|"
                  r"positions)\b|\b(?:work|employment|career|job) history\b|\bcareer (?:path|so far|in short|summary|to date)|"
                  r"\b(?:professional|work) (?:experience|background)(?: and \w+)?$|\b(?:which|what) (?:companies|employers)\b|"
                  r"\b(?:what|where) .{0,40}\bbefore\b|^(?:and )?before (?:that|joining)\b|\bwalk me through .{0,30}(?:career|experience|cv|background)\b"),
    (Kind.HOBBIES, rf"\bhobb(?:y|ies)\b|\b(?:free|spare) time\b|\b(?:outside|beyond|besides|apart from|away from|after) (?:of )?"
                   rf"(?:work|the office|the job|hours)\b|\bfor fun\b|\bwhen (?:not working|{_ONE} (?:is|are) not working)|"
                   r"\bpastimes?\b|\bweekends?\b"),
    (Kind.NOW, rf"\b(?:current (?:job|role|position|employer|company|title)|(?:who|where) (?:do|does|is|are) (?:{_ONE}|"
               r"owner-name) work(?:ing)?(?: for| at)?(?: now| currently| today| at the moment)?$|"
               rf"what (?:is|are) (?:{_ONE}|owner-name) (?:up to|doing|working on)(?: now| currently| these days| today| at the "
               r"moment)?$)"),
    (Kind.POST, rf"\bwhat (?:was|is) (?:{_OF}|owner-name's) (?:job|role|position|title|job title)\b|\bwhat (?:role|position|job)"
                rf" (?:did|does|has)\b|\bwhat did (?:{_ONE}|owner-name) do (?:at|for)\b|(?:role|position|job|title) (?:at|with) \w"),
    (Kind.HOME, rf"\bwhere (?:do|does|is|are) (?:{_ONE}|owner-name) (?:live|living|based|located|from|reside)|"
                rf"\b(?:are|is|do|does) (?:{_ONE}|owner-name) (?:based|located|live|living|reside)\b|\bwh(?:at|ich) (?:city|town|"
                rf"country|state|time ?zone) (?:do|does|is|are) (?:{_ONE}|owner-name)|{_OF} (?:location|home town|city)$|^location$|"
                r"\b(?:willing|open|able|prepared|happy) to (?:relocate|move)\b|\brelocat"),
    (Kind.TONGUES, r"\blanguages?\b.{0,30}\bspeak|\bspeak\w*\b.{0,30}\blanguages?\b|\b(?:foreign|spoken|native|first|second) "
                   r"languages?\b|\bmother tongue\b|\b(?:bi|multi)lingual\b"),
    (Kind.FIT, rf"\b(?:a |the )?(?:good|great|right|best|perfect|suitable|strong) (?:fit|match|person|choice|hire)\b|\bfit for\b|"
               rf"\bwhy (?:should|would) (?:we|i|anyone) hire\b|\bsuited (?:to|for)\b|\b(?:would|could|can) (?:{_ONE}|owner-name) "
               r"(?:be|make|become) (?:a |an |our )"),
    (Kind.WANTS, rf"\b(?:looking|look) for\b|\b(?:next|ideal|dream|perfect) (?:role|job|position|step|company|employer|team|place)|"
                 rf"\b(?:does|do) (?:{_ONE}|owner-name) want\b|\b(?:seek|seeking|hoping for|interested in next)\b|"
                 r"\bwant(?:s)? (?:to do )?next\b|\bwhat comes next\b"),
    (Kind.STRENGTHS, r"\b(?:strengths?|strong(?:est)? (?:at|in|points?|suits?|skills?|sides?|areas?)|strongest|"
                     rf"best (?:at|skills?)|(?:what|which) .{{0,20}}(?:are|is) (?:{_ONE}|owner-name) (?:really |especially )?good at|"
                     r"excels? (?:at|in)|top (?:\w+ )?skills?|superpowers?|best known for|stand(?:s)? out|key skills)\b"),
    (Kind.WEAKNESSES, r"\b(?:weak(?:ness(?:es)?|est)?(?: points?| at| in)?|gaps?|shortcomings?|(?:not|isn't|aren't) "
                      r"(?:so |very )?good at|bad at|worst (?:at|skills?)|struggles? with|blind spots?|limits|limitations|"
                      r"(?:areas?|room) (?:for|to|of) (?:improve\w*|growth|development)|(?:should|need) (?:to )?improve|"
                      rf"risks? (?:of|in) hiring|(?:can|could|can't|cannot) (?:{_ONE}|owner-name) not do|red flags?|drawbacks?|"
                      r"downsides?|lacks?|missing skills?)\b"),
    (Kind.COMPARE, r"\b(?:versus|vs\.?|compared? (?:to|with)|or rather|better (?:at|with|in) .+ or )\b|^compare\b|"
                   r"\bor\b.{1,40}\bbetter\b|\bmore (?:experience|years) (?:with|in|of) .+ or\b|\bdifference between\b|\bprefers? .+ (?:or|over) \b"),
)  # fmt: skip
_OPENINGS = (
    (Kind.HOW_LONG, r"\bhow long\b|\bhow many (?:years|months|weeks)\b|\byears of\b|\bfor how\b|\bwhat period\b"),
    (Kind.HOW_OFTEN, r"\bhow (?:often|frequently|regularly)\b"),
    (Kind.HOW_MANY, r"\bhow (?:many|much|big|large)\b|\b(?:what|which) (?:percentage|percent|share|number|size)\b|\bnumber of\b|"
                    r"\bsize of\b"),
    (Kind.WHEN, r"\bwhen\b(?! (?:you|she|he|they|resources|faced|working))|\b(?:what|which) (?:year|date|month|day)\b|"
                r"\bsince when\b|\bhow (?:recently|soon)\b|\bstart(?:ing)? date\b"),
    (Kind.WHERE, r"^(?:and |so |but )?where\b|\b(?:what|which) (?:city|country|place|university|school|college|hospital)\b"),
    (Kind.WHY, r"^(?:and |so |but |if so )?why\b|\bhow come\b|\b(?:what|which) (?:was |were |is )?(?:the |her |his |your |their )?"
               r"reasons?\b|\bwhat made\b"),
    (Kind.WHO, r"^(?:and |so |but )?(?:who|whom|whose|with whom)\b|\bwhich (?:person|people)\b"),
    (Kind.YES_NO, r"^(?:and |so |but |ok |also )?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|would|will|should|"
                  r"may|ever|any)\b"),
    (Kind.HOW, r"^(?:and |so |but )?how\b"),
)  # fmt: skip
_WHY = re.compile(r"^(?:and |so |but |if so )?why\b")
_COMPILED_WHOLE = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in (*_PARTLY, *_OPENINGS))
_VISITORS_OWN = re.compile(
    r"\b(?:my|me|i) (?!(?:role|job|team|company|product|project|posting|position|opening|startup|question|ask|know|"
    r"see|hire|contact|talk|have|read|get|find|about|through|like|how|what)\b)"
)
_OWNER_DOES = re.compile(
    rf"\b(?:does|do|did|has|have|had|is|are|was|were|can|could|would|will) (?:{_ONE}|owner-name)\b"
)
_ASKS_OF_OWNER = re.compile(
    r"\b(?:you|your|yours|yourself|he|his|him|himself|she|her|hers|herself|they|their|them|owner|owner-name|site|chat)\b"
)
_SEARCH = re.compile(
    r"^(?:we(?:'re| are) |i(?:'m| am) )?(?:looking for|hiring|in need of|need|find me|searching for)\b.*"
    r"\b(?:developers|engineers|designers|managers|candidates|people|freelancers|someone|nurses)\b"
)
_ERRANDS = re.compile(
    r"\b(?:my taxes|flip a|coin|weather|forecast|flight|my card|my bank|my account|set an? \w+|remind me|play (?:a|some)|"
    r"recipe|translate|write (?:me )?(?:a|an|some|my) \w+|stock price|horoscope|lottery|capital of|president of|"
    r"how (?:do|can|would|should) (?:i|one|we)|solve|calculate|what time is it|in python|help me)\b"
)
_FRAME = frozenset(
    """i me my mine we us our let lets please tell describe explain give show talk share say know get got kind sort type
    thing stuff anything something someone anyone everything example time situation moment instance case really actually
    exactly specifically typically usually generally ever yet still want like just even else again maybe think see many much
    long often go come let make take do did one two some lot bit way ask question answer hear mention walk please could
    you she he they her his him their them who what when where why how which whose whom also just very so too person candidate
    owner name good well great nice okay ok hey hi hello able possible there here people's 's s' vs versus compare compared difference need
    willing open allow require prefer rather""".split()
)
_ENGLISH = frozenset("the a an is are was were does do did has have had of in to for with on at from about and or".split())
_SOFT = frozenset(
    """experience background work job role position career professional specific significant key project recent recently
    important main day face overcome happen bring provide meet big style handle deal use using used year month area level
    skill ability involve responsible responsibility part kind company current currently today now past last first
    typical typically biggest best worst most special particular actual overall general main exact difficult personal
    interesting rate proficient familiar knowledge expert expertise comfortable proficiency competent period length amount number speak result outcome impact effect hand-on hands-on
    deep deeply worth consider build create achieve deliver contribute accomplish produce accomplishment""".split()
)
_LANGUAGES = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "pl": "Polish",
    "sv": "Swedish", "da": "Danish", "no": "Norwegian", "nb": "Norwegian", "fi": "Finnish", "tr": "Turkish",
    "cs": "Czech", "ro": "Romanian", "hu": "Hungarian", "ru": "Russian", "uk": "Ukrainian", "el": "Greek",
    "ar": "Arabic", "he": "Hebrew", "ja": "Japanese", "ko": "Korean", "zh": "Chinese", "hi": "Hindi", "th": "Thai",
    "vi": "Vietnamese", "id": "Indonesian", "ca": "Catalan",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A question read. `text` is folded, with the owner's name as `owner-name`; `terms` are what it asks about."""

    kind: Kind
    text: str
    terms: tuple[Term, ...]

    @property
    def is_of_owner(self) -> bool:
        """True if the owner is who does or is something: "does she", "has Ada"."""
        return bool(_OWNER_DOES.search(self.text))

    @property
    def keys(self) -> tuple[Term, ...]:
        """The terms that carry the topic, the soft ones left out."""
        return tuple(term for term in self.terms if not term.is_soft)


def question_of(written: str, index: Index, owner: Collection[str], names: Collection[str] = ()) -> Question:
    """Read a question: its kind and its terms. `names` are those of skills, as they are written."""
    text = _plain(written, owner)
    kind = kind_of(written, text, index)
    return Question(kind, text, terms_of(written, index, owner, names))


def kind_of(written: str, text: str, index: Index) -> Kind:
    bare = text.strip(" .!?,;:")
    if is_override(written):
        return Kind.OVERRIDE
    if language_read(written, index) != "English":
        return Kind.FOREIGN
    if _PRIVATE.search(text):
        return Kind.PRIVATE
    for kind, pattern in _COMPILED_WHOLE:
        if pattern.fullmatch(bare):
            return kind
    is_of_owner = bool(_ASKS_OF_OWNER.search(text))
    if _WHY.search(bare):
        return Kind.WHY
    first = next((kind for kind, pattern in _COMPILED if pattern.search(bare)), Kind.WHAT)
    if first in {Kind.CV, Kind.CONTACT}:
        return first
    if _SEARCH.search(text) or (not is_of_owner and (_ERRANDS.search(text) or _VISITORS_OWN.search(text))):
        return Kind.OUTSIDE
    return first


def _plain(written: str, owner: Collection[str]) -> str:
    """The text folded, chat spelling written out, the owner's name as one word."""
    text = re.sub(r"[^\w'.?!,;:/+#-]+", " ", fold(written))
    text = " ".join(_CHAT_SPEAK.get(token.strip("?!.,"), token) for token in text.split())
    if owner:
        one = "|".join(re.escape(part) for part in sorted(owner, key=len, reverse=True) if len(part) > 1)
        text = re.sub(rf"\b(?:{one})\b(?:[ -](?:{one})\b)*", "owner-name", text)
    text = re.sub(r"\b(what|who|where|how|when)'?s\b", r"\1 is", text)
    return re.sub(r"\b(your|her|his|their) self\b", r"\1self", text)


def terms_of(written: str, index: Index, owner: Collection[str], names: Collection[str] = ()) -> tuple[Term, ...]:
    """What a text asks about, in order, each once. A soft word that the corpus does not hold is left out."""
    found: dict[str, Term] = {}
    is_shouted = written.isupper()
    for sentence in re.split(r"(?<=[?!.])\s+", written):
        for place, word in enumerate(words(sentence)):
            for part in _pieces(word, index):
                form = lemma(_CHAT_SPEAK.get(fold(part), fold(part)))
                is_skill = part in names
                if form in found or (not is_skill and _is_left_out(part, form, owner)):
                    continue
                is_name = is_skill or (place > 0 and part[:1].isupper() and not is_shouted)
                is_soft = not is_name and (form in _SOFT or fold(part) in _SOFT)
                term = index.term(part, 0.3 if is_soft else 1.0, is_name=is_name)
                if term.is_heard or not is_soft:
                    found[form] = term
    return tuple(found.values())[:24]


def _is_left_out(part: str, form: str, owner: Collection[str]) -> bool:
    word = _CHAT_SPEAK.get(fold(part), fold(part))
    return " " in word or form in STOP_WORDS or form in _FRAME or word in _FRAME or word in owner or len(word) < 2


def _pieces(word: str, index: Index) -> Sequence[str]:
    """The parts of a word with hyphens; what a short form stands for where the corpus does not use the form itself."""
    word = re.sub(r"['’]s?$", "", word)
    if not index.spread[fold(word)] and spelt_out(fold(word)):
        return spelt_out(fold(word))
    return [part for part in re.split(r"[-_]", word) if part] if "-" in word or "_" in word else [word]


def language_read(written: str, index: Index) -> str:
    """English, or the name of the language that a text seems to be in."""
    from corpus.text.words import language_of  # noqa: PLC0415  (loads its model when it is first needed)

    letters = re.findall(r"[^\W\d_]", written)
    if not letters:
        return "English"
    if sum(not letter.isascii() and ord(letter) > 0x24F for letter in letters) * 3 > len(letters):
        return _LANGUAGES.get(language_of(written), "another language")
    tokens = [fold(token) for token in re.findall(r"[^\W\d_]+", written)]
    strange = sum(not _is_read(token, index) for token in tokens)
    plain = sum(token in _FRAME or token in _ENGLISH or token in _CHAT_SPEAK for token in tokens)
    if strange < 2 or strange <= plain:
        return "English"
    return "English" if strange * 2 <= len(tokens) and language_of(written) == "en" else _LANGUAGES.get(
        language_of(written), "another language" if strange * 2 > len(tokens) else "English"
    )


def _is_read(token: str, index: Index) -> bool:
    return token in _CHAT_SPEAK or token in index.known or simplemma.is_known(token, lang="en")
