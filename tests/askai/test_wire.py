import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askai.wire import BadFrame, Refused, frame_read, frame_write

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["type", "text", "key", "turn", "after", "value", "reason", "more"])
TYPES = st.sampled_from(["ask", "stop", "resume", "new", "thumb", "launch"])
NEAR_FRAMES = st.builds(lambda fields, kind: {**fields, "type": kind}, st.dictionaries(FIELDS, JSON), TYPES)


@given(st.text() | st.builds(json.dumps, JSON) | st.builds(json.dumps, NEAR_FRAMES))
def test_it_reads_a_frame_or_refuses_it_and_does_nothing_else(text):
    try:
        frame = frame_read(text)
    except BadFrame:
        return

    assert frame.type in {"ask", "stop", "resume", "new", "thumb"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "[" * 30_000, '{"type":"ask","text":"\\ud83d","key":"x"}', '{"type":"stop","more":1}',
     '{"type":"resume","turn":0,"after":0}', '{"type":"resume","turn":99999999999999999999,"after":0}',
     '{"type":"thumb","turn":1,"value":2}'],
)  # fmt: skip
def test_it_refuses_what_is_no_frame(text):
    with pytest.raises(BadFrame):
        frame_read(text)


def test_it_reads_a_question():
    key = uuid4()

    assert frame_read(json.dumps({"type": "ask", "text": "Hi", "key": str(key)})).key == key


def test_it_writes_an_error_as_the_wire_says():
    assert json.loads(frame_write(Refused("busy", "Wait."))) == {
        "type": "error",
        "code": "busy",
        "message": "Wait.",
        "retry_at": None,
    }
