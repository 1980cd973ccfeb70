from hypothesis import given
from hypothesis import strategies as st

from askai.answer.citations import AnswerDraft
from routing.gateway.messages import Cited, Text

PASSAGES = {"https://x/a#one": "Adaran40interviews.Sheaskededitors."}
GOOD = Cited(block=0, source="https://x/a#one", title="A", quote="Ada ran 40\ninterviews.")


def test_it_numbers_a_citation_whose_words_we_sent():
    draft = AnswerDraft(passages=PASSAGES)

    assert draft.take_citation(GOOD) == 1
    assert draft.citations[0].quote == "Ada ran 40 interviews."


def test_it_makes_one_chip_of_the_same_words():
    draft = AnswerDraft(passages=PASSAGES)
    draft.take_citation(GOOD)

    assert draft.take_citation(GOOD) is None
    assert draft.take_citation(Cited(block=2, source=GOOD.source, title="A", quote=GOOD.quote)) == 1
    assert len(draft.citations) == 1


def test_it_drops_a_source_or_a_quote_we_did_not_send():
    draft = AnswerDraft(passages=PASSAGES)

    for source, quote in (("https://evil/", GOOD.quote), (GOOD.source, "Ada ran 41 interviews."), (GOOD.source, " ")):
        assert draft.take_citation(Cited(block=0, source=source, title="", quote=quote)) is None

    assert draft.citations == []
    assert draft.dropped == 3


def test_it_sends_back_no_block_of_white_space():
    draft = AnswerDraft(passages={})
    for block, text in enumerate(["Yes.", " ", "She did.", "", "\n"]):
        draft.take_text(Text(block, text))

    assert draft.as_sent() == [{"type": "text", "text": "Yes. "}, {"type": "text", "text": "She did.\n"}]


@given(st.lists(st.tuples(st.integers(0, 5), st.text("ab \n", max_size=4))))
def test_it_sends_back_every_word_it_received(pieces):
    draft = AnswerDraft(passages={})
    for block, text in pieces:
        draft.take_text(Text(block, text))

    sent = draft.as_sent()

    assert all(block["text"].strip() for block in sent)
    assert "".join("".join(block["text"] for block in sent).split()) == "".join(draft.text.split())
