"""Words of licences: trades that need one to practise, and what says nothing of which licence it is."""

import re

# Licences to practise: the trades for which a public body says who may work in them.
_PRACTICE = re.compile(
    r"\b(rn|r n|registered nurs\w+|nurs\w+|midwif\w+|electrician|electrical contractor|attorney|lawyer|bar admission|"
    r"admitted to the bar|juris doctor|jd|solicitor|barrister|physician|medical (?:doctor|licen\w+)|md|surgeon|dentist|"
    r"veterinar\w+|pharmacist|professional engineer|pe|cpa|certified public accountant|pilot|"
    r"teaching (?:licen\w+|certificat\w+|credential)|board certified|journeyman|plumb\w+|social work\w*|lcsw|"
    r"psycholog\w+|physiotherap\w+|physical therap\w+|architect(?:ural)? licen\w+)\b",
    re.I,
)
DRIVER = re.compile(r"\b(driv(?:er|ing)\S*|cdl|f[uü]hrerschein|permis de conduire)\b", re.I)
LICENCE_WORDS = re.compile(
    rf"\b(licen[cs]\w*|certif\w+|registration|registered|accredit\w+|credential\w*|cissp|pmp|cpa|rn|pe|jd|"
    rf"bar admission|board certified)\b|{DRIVER.pattern}",
    re.I,
)
_FILLER_LIST = """
a an and the of in to or for as with valid current active licence license licensed licenced certificate
certification certified required must have hold possess state possession full unrestricted practice issued by
degree be at least your you is are need within months twelve ability obtain one us on one from our
"""
FILLER = frozenset(_FILLER_LIST.split())


def is_practice(text: str) -> bool:
    """Say whether a text names a trade that needs a licence to practise."""
    return _PRACTICE.search(text) is not None
