import json
from dataclasses import replace
from datetime import date

from askai.prompt.build import Exchange, instructions_of, prefix_of, prompt_build, prompt_version
from corpus.text.values import CorpusText, SourceText

CORPUS = CorpusText(
    version_id=1,
    sha256="0" * 64,
    owner="Ada Example",
    pronoun="she",
    contact_url="mailto:ada@example.org",
    sources=(
        SourceText("https://x/a#one", "A › One", ("Ada ran 40 interviews.", "She asked editors.")),
        SourceText("https://x/b#two", "B › Two", ("Refunds took two days.",)),
    ),
    tokens=40,
)
MARK = {"type": "ephemeral"}
VERSION = "6f78fa02e646"


def marks(request: object) -> int:
    return json.dumps(request).count("cache_control")


def test_it_has_the_version_that_was_reviewed():
    # A changed prompt is a changed product: read it, run the questions again, then change this line.
    assert prompt_version() == VERSION


def test_it_speaks_of_the_owner_by_name_and_pronoun():
    text = instructions_of(CORPUS)

    assert 'Third person: Ada Example, then "she"' in text
    assert "Ada Example or her work" in text
    assert "$" not in text


def test_it_names_what_is_not_gone_into_in_the_owners_words():
    usual, own = instructions_of(CORPUS), instructions_of(replace(CORPUS, sensitive="pay,  faith and\nher children."))

    assert "questions about salary, health, family, age, beliefs, address or anything else personal, unless" in usual
    assert "questions about pay, faith and her children, unless" in own


def test_it_puts_the_month_between_the_corpus_and_the_question():
    history = [Exchange("q0", [{"type": "text", "text": "a0"}], date(2026, 10, 31))]

    prompt = prompt_build(prefix_of(CORPUS), history=history, question="q1", asked_on=date(2026, 11, 1))

    first, _, second = prompt.messages
    assert [block["text"] for block in first["content"][2:]] == ["<today>October 2026</today>", "q0"]
    assert [block["text"] for block in second["content"]] == ["<today>November 2026</today>", "q1"]
    assert first["content"][1]["cache_control"] == second["content"][1]["cache_control"] == MARK


def test_it_lays_the_corpus_out_as_search_results_with_one_mark_on_the_last():
    prompt = prompt_build(prefix_of(CORPUS), history=[], question="How many?")

    content = prompt.messages[0]["content"]
    assert [block["type"] for block in content] == ["search_result", "search_result", "text"]
    assert content[0] == {
        "type": "search_result",
        "source": "https://x/a#one",
        "title": "A › One",
        "content": [
            {"type": "text", "text": "Ada ran 40 interviews."},
            {"type": "text", "text": "She asked editors."},
        ],
        "citations": {"enabled": True},
    }
    assert content[1]["cache_control"] == MARK
    assert content[2] == {"type": "text", "text": "How many?", "cache_control": MARK}


def test_it_marks_the_corpus_and_the_newest_question_only():
    history = [Exchange(f"q{number}", [{"type": "text", "text": f"a{number}"}]) for number in range(5)]

    prompt = prompt_build(prefix_of(CORPUS), history=history, question="newest")

    assert marks(prompt.messages) == 2
    assert prompt.messages[-1]["content"][-1]["cache_control"] == MARK
    assert [message["role"] for message in prompt.messages] == ["user", "assistant"] * 5 + ["user"]


def test_it_starts_every_turn_with_the_bytes_of_the_turn_before():
    prefix = prefix_of(CORPUS)
    first = prompt_build(prefix, history=[], question="q0")
    answer = [{"type": "text", "text": "a0"}]

    second = prompt_build(prefix, history=[Exchange("q0", answer)], question="q1")

    bare = json.dumps(first.messages).replace(', "cache_control": {"type": "ephemeral"}', "")
    again = json.dumps(second.messages).replace(', "cache_control": {"type": "ephemeral"}', "")
    assert again.startswith(bare[:-1])
    assert second.prefix_sha256 == first.prefix_sha256
    assert second.messages[0]["content"][0] is first.messages[0]["content"][0]


def test_it_builds_the_shared_part_once_for_a_version():
    assert prefix_of(CORPUS) is prefix_of(CORPUS)
