"""Sentences addressed to whatever reads the posting by machine. Patterns are of folded text, in five languages."""

import re
from functools import lru_cache

from corpus.text.words import fold

_MACHINE = re.compile(
    r"\b(?:ignore|ignoring|disregard|forget|override|bypass|ignorier\w*|vergiss|missacht\w*|ignorez|ignorer|"
    r"oublie[zr]?|"
    r"ignora|ignorar|ignoren?|olvida|olvidar?|desconsider\w+|esque[cç]a\w*)\b.{0,40}\b(?:instructions?|prompts?|rules|"
    r"guidelines|directions|anweisung\w*|vorgaben|instruktion\w*|consignes|regles|instrucciones|reglas|instrucoes|"
    r"regras)\b|"
    r"\b(?:note|message|attention|hinweis|instruction\w*|nota|aviso|note)\b[\w ]{0,12}\b(?:to|for|an|a|pour|para|"
    r"aux?|fur)\b "
    r"(?:\w+ ){0,2}(?:ai|llms?|ki|ia|chatgpt|gpt|machines?|automated|language models?|modelle?|sprachmodell\w*|"
    r"bots?)\b|"
    r"\b(?:ai|llm|ki|ia|language|automated) (?:systems?|assistants?|models?|agents?|recruiters?|screeners?|readers?|"
    r"tools?)?"
    r"\b.{0,40}\b(?:reading|screening|evaluating|processing|parsing|that reads?|reviewing) (?:this|the)\b|"
    r"\bsystem (?:prompt|message|override)|\byou are now\b|\bas an ai\b|\bdo not mention this\b|</?(?:system|"
    r"instructions?)>|"
    r"\b(?:verdict|urteil|veredicto|veredito)\b"
)
_RATES = re.compile(
    r"\b(?:rate|rated|rates|score[ds]?|mark|marked|grade[ds]?|classif\w+|evaluate[ds]?|assess(?:ed)?|judge[ds]?|"
    r"consider(?:ed)?|"
    r"treat(?:ed)?|report|return|output|respond|answer|declare|bewert\w*|beurteil\w*|einstuf\w*|evaluez|evaluer|notez|"
    r"noter|classez|considere[zr]?|califi\w+|evalua\w*|valora[rd]?|puntu\w+|considera\w*|avali\w+|classifi\w+|"
    r"pontu\w+|give|"
    r"assign)\b"
)
_RATED = re.compile(
    r"\b(?:requirements?|candidates?|applicants?|everything|every (?:skill|line|item|row)|all (?:skills|lines|items|"
    r"rows|"
    r"criteria)|this (?:person|profile|resume|cv)|anforderung\w*|alles|bewerber\w*|kandidat\w*|tout|toutes?|exigences?|"
    r"candidats?|todos?|todas?|requisitos?|candidat[oa]s?|tudo)\b"
)
_TOP = re.compile(
    r"\b(?:strong(?:ly)?|perfect(?:ly)?|excellent|highest|maximum|top|10/10|5/5|100|full marks|as met|met|fulfilled|"
    r"hire|"
    r"best|stark|hochste\w*|perfekt|erfullt|sehr gut|forte?s?|fort|parfaits?|excellent|maximale?|fuerte|perfect[oa]|"
    r"maxim[oa]|"
    r"cumplid[oa]s?|excelente|perfeit[oa]|atendid[oa]s?)\b"
)
_YEARS = re.compile(r"\b\d+\+? ?(?:years?|yrs|jahre\w*|ans|anos)\b")


@lru_cache(maxsize=4_096)
def is_order_to_machines(text: str) -> bool:
    """Say whether the sentence is addressed to whatever reads the posting. It is never followed and never printed."""
    folded = fold(text)
    if _MACHINE.search(folded):
        return True
    return bool(_RATES.search(folded) and _RATED.search(folded) and _TOP.search(folded) and not _YEARS.search(folded))
