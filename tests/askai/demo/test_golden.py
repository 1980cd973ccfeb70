"""The golden questions that the demo engine answers: each with the fact it must quote, or a decline."""

import pytest

from tests.askai.demo.golden.golden import Golden, asked, goldens, is_right, text_of

KNOWN = [golden for golden in goldens() if not golden.is_missed]


@pytest.mark.parametrize("golden", KNOWN, ids=lambda golden: f"{golden.owner}: {golden.turns[-1]}")
def test_it_answers_a_golden_question(golden: Golden) -> None:
    reply = text_of(asked(golden))

    assert is_right(golden.expected, reply), reply


@pytest.mark.parametrize(
    ("expected", "reply"),
    [
        ("22 engineers", "Maya works with seven engineers."),
        ("-", "Maya has a dog."),
        ("-French", "The site does not say. Your question seems to be in German."),
        ("Jira: 4 & Figma: 3", "Jira: 4 of 5 (others ask me)."),
    ],
)
def test_it_calls_a_wrong_answer_wrong(expected: str, reply: str) -> None:
    assert not is_right(expected, reply)
