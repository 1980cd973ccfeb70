"""Postings and how they are read, for more than one file of tests."""

from fitcheck.posting.reader import posting_read

NURSE = """Ward Nurse
Hillcrest Hospital

What you will do
- Care for twelve patients on a surgical ward
- Hand over to the night shift

Requirements
- Active RN license
- 2 years of ward experience

Nice to have
- Wound care training

Benefits
- Dental insurance
- Free parking
"""


def under(*lines, heading="Requirements"):
    return "\n".join(["Ward Nurse", heading, *(f"- {line}" for line in lines)])


def conditions(text):
    return [(condition.kind, condition.needs) for condition in posting_read(text).conditions]
