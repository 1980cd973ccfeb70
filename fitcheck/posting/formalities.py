"""What belongs to hiring as a procedure: formalities of employment, papers to send, facts of the announcement.

Of a run of such lines the heading does not matter. Patterns are of folded text, in five languages.
"""

import re
from functools import lru_cache

from corpus.text.words import fold

_PAPERS = re.compile(
    r"\b(?:provide|submit|send|include|attach|follow|upload|list|describe|ensure|indicate|write|see|review|note|"
    r"visit|complete|sende\w*|"
    r"schick\w*|envoye[zr]|envia[r]?|enviar|mande)\b.*\b(?:resumes?|cv|cover letters?|applications?|transcripts?|"
    r"references|guidance|"
    r"questionnaires?|announcement|lebenslauf|anschreiben|bewerbungsunterlagen|unterlagen|bewerbung|"
    r"lettre de motivation|candidature|"
    r"curriculum|carta de apresenta\w+|link|form)\b|\b(?:dates?|hours|jobs?) (?:\w+ ){0,4}(?:you (?:held|worked)|"
    r"on your resume)|failure to (?:provide|submit)|"
    r"^(?:an? |your |copies of |copy of |unofficial )*(?:updated )?(?:resume|cv|curriculum|cover letter|transcripts?|"
    r"application form|writing samples?|lebenslauf|anschreiben|zeugnisse|lettre de motivation|dni|rg|cpf|sf-?\\d+)\\b"
)
_FORMALITY = re.compile(
    r"\b(?:selective service|direct deposit|e-?verify|(?:trial|probation(?:ary)?) (?:period|year)|financial disclosure|"
    r"drug (?:and alcohol )?(?:test|screen)\w*|fingerprint\w*|(?:pre-employment|post-offer) \w+|medical examination|"
    r"(?:proof|evidence|verification) of (?:identity|eligibility|citizenship|vaccin\w+|residen\w+)|"
    r"identity and (?:work|employment)|suitab\w+ (?:for|determin)\w*|(?:fitness|suitability|qualification) "
    r"determinations?|time.in.grade|(?:relocation|travel|interview) (?:expenses|costs)|"
    r"conditions? of (?:continued )?employment|veterans?[' ]*s? preference|eligible list|"
    r"appointments? (?:\w+ )*to (?:exceed|last)|not to exceed|nte \d|"
    r"appointments? (?:are|is) made|(?:can|may) serve in excess|positions? (?:may|will|can) be (?:located|filled)|"
    r"average score|minimum score|"
    r"(?:lower|determine|affect) your (?:score|rating)|category rating|best qualified|incomplete (?:application|"
    r"package)s?|background (?:check|investigation|screening)s?|dbs check|(?:u\.?s\.?|united states) (?:citizen|"
    r"national)(?:s|ship)?\b|citizenship (?:is )?required|citizens? (?:or|and) nationals?|"
    r"(?:may|might|will)(?: also)? be (?:required|asked|requested|disqualified|found ineligible|notified|screened|"
    r"invited|contacted|filled|subject)|(?:more than one|additional) (?:selection|position|vacanc)\w*|"
    r"this announcement|"
    r"(?:screened|interviewed|shortlisted|selected) (?:candidates|applicants)|(?:candidates|applicants) (?:selected|"
    r"invited|must (?:submit|complete|obtain|provide|produce))|(?:candidates|applicants) (?:who are|will be|may be|"
    r"are) (?:urged|screened|contacted|notified|disqualified|invited|scheduled|asked|placed)|probezeit|"
    r"schwerbehindert\w*|gleicher eignung|fuhrungszeugnis(?:ses)?\b|periode d'essai|voie (?:statutaire|contractuelle)|"
    r"casier judiciaire|periodo de prueba|certificado de antecedentes|periodo de experiencia|exame admissional)\b"
)
_OF_SKILL = re.compile(
    r"\b(?:experience|experienced|knowledge|skills?|degree|years (?:of|in|as)|ability to (?!obtain|pass|get)|erfahrung|"
    r"\w*kenntnisse|"
    r"connaissances?|experiencia|conocimientos?|conhecimentos?)\b"
)
_FACT = re.compile(r"^[^\W\d_][\w &/()'.-]{1,40}:\s+(?P<value>\S.*)$")
_LONGEST_VALUE = 8  # words


@lru_cache(maxsize=8_192)
def is_paper(line: str) -> bool:
    """Say whether the line tells what to send with an application, or how."""
    return bool(_PAPERS.search(fold(line)))


@lru_cache(maxsize=8_192)
def is_formality(line: str) -> bool:
    """Say whether the line is of the procedure of hiring and names nothing that a person knows or has done."""
    folded = fold(line)
    return bool(_FORMALITY.search(folded)) and not _OF_SKILL.search(folded)


def names_skill_of_work(line: str) -> bool:
    """Say whether the line names experience, knowledge, a degree or years."""
    return bool(_OF_SKILL.search(fold(line)))


@lru_cache(maxsize=8_192)
def is_fact(line: str) -> bool:
    """Say whether the line is a label with a short value ("Work schedule: full time")."""
    found = _FACT.match(line)
    if found is None or len(found.group("value").split()) > _LONGEST_VALUE:
        return False
    return not _OF_SKILL.search(fold(line))
