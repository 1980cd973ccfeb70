"""One skill in words: what is written can be read back, whatever the owner writes."""

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.text.lines import SkillLine, skill_line
from corpus.text.values import SkillRow

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAMES = TEXTS.filter(lambda name: " of 5 (" not in " ".join(name.split()))
DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2100, 1, 1))


@given(
    name=NAMES,
    rating=st.integers(0, 5),
    years=st.integers(0, 60),
    last_used=st.none() | DAYS,
    evidence=TEXTS | st.just("Billing: 3 of 5 (can do it). See below."),
    gap_reason=TEXTS,
    is_learning=st.booleans(),
)
def test_it_reads_back_what_it_wrote(name, rating, years, last_used, evidence, gap_reason, is_learning):
    assume(name.strip())
    row = SkillRow("key", name, (), "Product", rating, "core", years, last_used, True, evidence, gap_reason)
    line = skill_line(row, is_learning=is_learning)

    assert SkillLine.parse(str(line)) == line


def test_it_takes_no_other_block_for_a_skill():
    assert SkillLine.parse("Rated herself 4 of 5 (good). Maybe.") is None
    assert SkillLine.parse("Billing: 6 of 5 (more than all).") is None
