"""What a sentence of an answer is: a claim, a word on what the site does not say, or talk to the reader."""

import re

DECLINED_SENTENCE = "The site does not say."

_NOT = (
    r"(?:not|no|nothing|never|none|neither|nor|cannot|silent|\w+n['’]t"
    r"|nicht\w*|kein\w*|ne|n['’]\w+|pas|non|não|niet|geen|nada)"
)
_LEAD = (
    r"^\W*(?:(?:the|this|these|those|any|all|my|our|search|public|but|and|so|yes|no|sorry|however|unfortunately|that|what"
    r"|die|diese[rs]?|le|la|les|ce|el|este|il|questo|o|de|deze)\W+){0,4}?"
)
_SITE = r"(?:(?:web)?sites?|webseiten?|sitios?|sito)"
_PAGE = r"(?:pages?|results?|sources?|materials?|information|documents?|sections?|seiten?|p[aá]ginas?|pagina)"
_SAY = (
    r"(?:say|says|said|mention\w*|stat\w+|speak\w*|tell\w*|list\w*|cover\w*|contain\w*|specif\w+|describ\w+|"
    r"discuss\w*|nam(?:e|es|ed)|giv\w+|provid\w+|includ\w+|indicat\w+|address\w*|show\w*|detail\w*|disclos\w+|shar\w+|"
    r"document\w*|clarif\w+|explain\w*|confirm\w*|reveal\w*|touch\w*|have|has|about)"
)
# "The site does not say", "the pages never mention", "the pages say nothing", "this is not stated on the site",
# "how she did it, the site does not say", "I could not find".
_SILENCE = re.compile(
    rf"{_LEAD}{_SITE}\W+(?:\w+\W+){{0,2}}?{_NOT}\b"
    rf"|{_LEAD}{_PAGE}\W+(?:\w+\W+){{0,4}}?{_NOT}\W+(?:\w+\W+){{0,2}}?{_SAY}\b"
    rf"|{_LEAD}(?:no|none|neither|nowhere)\W+(?:\w+\W+){{0,2}}?(?:{_PAGE}|{_SITE})\W+(?:\w+\W+){{0,2}}?{_SAY}\b"
    rf"|{_LEAD}(?:{_PAGE}|{_SITE})\W+(?:\w+\W+){{0,3}}?{_SAY}\W+{_NOT}\b"
    rf"|\b{_NOT}\b(?:\W+\w+){{0,9}}?\W+(?:on|in|from|by|of)\W+(?:the|this|these|any|her|his|their)\W+(?:\w+\W+)?"
    r"(?:site|website|pages|results|sources|material)\b"
    rf"|\b{_NOT}\b(?:\W+\w+){{0,6}}?\W+(?:here|hier|ici|aquí)\W*$"
    rf"|\b{_SITE}\W+(?:does|do|did|is)\W*(?:not|n['’]t)\W+(?:\w+\W+)?{_SAY}\W*$"
    r"|\b(?:I|we)\W+(?:\w+\W+)?(?:not|\w+n['’]t|cannot|unable)\W+(?:\w+\W+){0,2}?(?:find|see|know|have|say|tell|answer)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[;:—–]\s+|,?\s+(?:but|though|although|however|whereas|while|yet|aber|mais|pero)\b,?\s*|,\s+and\s+"
)
_NEGATION = re.compile(rf"\b{_NOT}\b", re.IGNORECASE)
_ITSELF = re.compile(
    r"\b(?:this|the) (?:chat\w*|assistant)\b|\bthis (?:site|page)\b|\bthese (?:instructions|pages)\b|how it works"
    r"|\b(?:this is|I am|I['’]m|as) an? (?:\w+ )?(?:AI|assistant|chat ?bot|language model|program)\b",
    re.IGNORECASE,
)
_READER = re.compile(
    r"\b(?:you|your|yours)\b|\blet me know\b|\bfeel free\b|\bhappy to\b|^\W*(?:please|ask|try|see)\b", re.IGNORECASE
)
_MEANT = re.compile(r"\b(?:mean|meant|refer|referring)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\bI(?:['’](?:m|ve|d|ll))?\b(?!/)|\b(?i:my|mine|myself|we|our|ours)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“]*“|‘[^’]*’")
_OWN_WORDS = re.compile(r"\b(?:examples?|questions?|answers?|sources?|chat|site|pages?)\b", re.IGNORECASE)


def without_silence(sentence: str) -> str:
    """Return the clauses of a sentence that do claim something: those on what the site does not say are left out.

    Empty where all of it is silence.
    """
    clauses = _clauses(sentence)
    spoken = [clause for clause in clauses if not _SILENCE.search(clause)]
    return sentence if len(spoken) == len(clauses) else " ".join(spoken)


def is_silence(sentence: str) -> bool:
    """Return whether a sentence says that the site does not say."""
    return any(_SILENCE.search(clause) for clause in _clauses(sentence))


def is_negated(sentence: str) -> bool:
    """Return whether anything in the sentence is denied."""
    return bool(_NEGATION.search(sentence))


def is_of_itself(sentence: str) -> bool:
    """Return whether a sentence speaks of this chat or this site: "This is an AI that answers from these pages."."""
    return bool(_ITSELF.search(sentence))


def is_to_reader(sentence: str) -> bool:
    """Return whether a sentence speaks to the reader: "You can ask about …", "Would you like to know more?"."""
    return bool(_READER.search(_QUOTED.sub("", sentence))) or sentence.rstrip('"”’)* ').endswith("?")


def is_asking_back(sentence: str) -> bool:
    """Return whether a sentence asks what the reader meant."""
    return sentence.rstrip().endswith("?") and bool(_MEANT.search(sentence))


def is_of_the_answer(sentence: str) -> bool:
    """Return whether a sentence speaks of the answer, a source or a question: "These are examples, not a ranking."."""
    return bool(_OWN_WORDS.search(sentence))


def is_first_person(sentence: str) -> bool:
    """Return whether the writer speaks as "I", words in quotation marks left out."""
    return bool(_FIRST_PERSON.search(_QUOTED.sub("", sentence)))


def _clauses(sentence: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(sentence) if clause.strip()]
