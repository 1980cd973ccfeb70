"""The marked posting loses no letter, wherever the marks lie."""

from hypothesis import given
from hypothesis import strategies as st

from fitcheck.models import Assessment, Requirement
from fitcheck.show.posting import posting_pieces

JOB = "Senior engineer. You need SQL, Kafka and German. We offer fruit."
spans = st.lists(st.tuples(st.integers(-5, 80), st.integers(0, 30)), max_size=8)


def record(left=()):
    lines = [{"quote": "x" * length, "offset": start} for start, length in left]
    return Assessment(job=JOB, gates=[], reading={"left": lines})


def row(start, length):
    return Requirement(quote="x" * length, offset=start)


@given(read=spans, left=spans)
def test_it_prints_every_letter_once_and_in_order(read, left):
    pieces = posting_pieces(record(left), [row(*span) for span in read])

    assert "".join(piece.text for piece in pieces) == JOB
    assert {piece.mark for piece in pieces} <= {"read", "left", ""}


def test_it_marks_what_was_weighed_even_where_it_was_also_left():
    pieces = posting_pieces(record([(17, 12)]), [row(26, 3)])

    assert [(piece.text, piece.mark) for piece in pieces if piece.mark] == [("SQL", "read")]
