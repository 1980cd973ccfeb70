"""Questions of every kind, in other words than the sample's, to two owners: what is quoted, and what is declined."""

import pytest

from askai.demo.answers import DECLINE, answer
from tests.askai.demo.owners import ENGINEER, ENGINEER_NAME, NURSE, NURSE_NAME, request_of


def ask(name, corpus, *turns):
    return "".join(piece.text for piece in answer(request_of(name, corpus, *turns)).pieces)


def engineer(*turns):
    return ask(ENGINEER_NAME, ENGINEER, *turns)


def nurse(*turns):
    return ask(NURSE_NAME, NURSE, *turns)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Who is Tomasz?", "is a backend engineer in Gdansk"),
        ("What does he do?", "currently works on seat reservations"),
        ("Where does he live?", "in Gdansk"),
        ("Is he based in Berlin?", "in Gdansk"),
        ("What's Tomasz's current title?", "tech lead, Railyard"),
        ("What was his role at Okulus?", "senior backend engineer, Okulus"),
        ("Where has he worked?", "Bank Morski"),
        ("What did he do before Railyard?", "Okulus (camera rental)"),
        ("When did he join Railyard?", "March 2021"),
        ("When did Tomasz become tech lead?", "June 2022"),
        ("When did he graduate?", "2013"),
        ("Where did he study?", "Gdansk University of Technology"),
        ("How long did the rewrite take?", "fourteen months"),
        ("How many services were moved?", "31 services"),
        ("How many tickets does Railyard sell?", "90,000"),
        ("How big is his team?", "team of five"),
        ("How often is he on call?", "one week in five"),
        ("How many years of experience does he have?", "twelve years"),
        ("How quickly did the pricing engine answer?", "12 milliseconds"),
        ("Why did he leave Okulus?", "because rentals stopped"),
        ("Who did he work with on the pricing engine?", "two other engineers"),
        ("What did he build at Okulus?", "pricing engine"),
        ("Tell me about a mistake he made.", "deleted a production table"),
        ("Has he managed people?", "never managed people"),
        ("What are his weaknesses?", "weaknesses are front-end work"),
        ("What are his hobbies?", "old bicycles"),
        ("What is his notice period?", "three months after signing"),
        ("Does he need a visa?", "citizen of Poland"),
        ("Is he willing to work remotely?", "works from home"),
        ("What is he looking for?", "staff role"),
        ("How can I contact him?", "tomasz@weller.example"),
        ("Can I see his CV?", "Bank Morski"),
        ("What happened with night pages?", "from 22 to 3"),
        ("What did he do between 2017 and 2021?", "Okulus (camera rental)"),
        ("Could he start next week?", "three months after signing"),
        ("What was his thesis about?", "scheduling trams"),
    ],
)
def test_it_answers_each_kind_of_question_from_the_sentence_that_holds_it(question, quoted):
    assert quoted in engineer(question)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Does he know Kafka?", "Kafka: 4 of 5"),
        ("Has he used MongoDB?", "MongoDB: 0 of 5 (none)"),
        ("How good is his Kotlin?", "Kotlin: 0 of 5 (none)"),
        ("Does he know JS?", "JavaScript: 1 of 5"),
        ("How many years of Python does he have?", "Python: 4 of 5 (strong), 8 years"),
        ("How experienced is he with Postgres?", "PostgreSQL: 5 of 5"),
        ("Does he speak German?", "German: 2 of 5"),
        ("What languages does he speak?", "Polish: 5 of 5"),
        ("What is his strongest programming language?", "Go: 5 of 5"),
        ("What are his top strengths?", "PostgreSQL: 5 of 5"),
        ("Go or Python: which is he better at?", "Go: 5 of 5"),
    ],
)
def test_it_answers_a_skill_from_its_row_whatever_the_rating(question, quoted):
    assert quoted in engineer(question)


def test_it_compares_two_skills_and_names_the_one_that_nothing_is_said_of():
    both = engineer("Postgres vs MongoDB?")

    assert both.startswith("PostgreSQL: 5 of 5")
    assert "MongoDB: 0 of 5" in both
    assert engineer("Kafka or RabbitMQ?").endswith("The site does not say anything about RabbitMQ.")


@pytest.mark.parametrize(
    "question",
    [
        "Has he worked with Rust?",
        "Does he have experience with Kubernetes?",
        "What is his favourite film?",
        "Who is his manager?",
        "Has he won any awards?",
        "Why does he want to leave Railyard?",
        "Has he published any papers?",
        "Who founded Railyard?",
        "Is he a morning person?",
        "Can he travel?",
        "What does he earn?",
        "Is he married?",
        "What's the capital of Poland?",
        "Write me a poem about trains",
        "How do I unclog a drain?",
        "Should I buy bitcoin?",
    ],
)
def test_it_declines_what_is_unsaid_private_or_none_of_its_business(question):
    assert engineer(question).startswith(DECLINE)


@pytest.mark.parametrize(
    ("turns", "quoted"),
    [
        (("Why did he leave Okulus?", "And when was that?"), "February 2021"),
        (("Tell me about a mistake he made.", "What did he learn from it?"), "does not hold production rights"),
        (("Who did he work with on the pricing engine?", "How fast was it?"), "12 milliseconds"),
        (("How long did the rewrite take?", "Tell me more"), "Seats sold twice"),
        (("What was his role at Okulus?", "Why did he leave?"), "rentals stopped"),
        (("How long did the rewrite take?", "Which of the two is he better at?"), DECLINE),
    ],
)
def test_it_answers_a_follow_up_from_the_section_cited_last(turns, quoted):
    first, then = turns

    assert quoted in engineer(first, engineer(first), then)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Who are you?", "I am a ward manager in Leeds"),
        ("Where are you based?", "Leeds"),
        ("How many beds does the ward have?", "28 beds"),
        ("How many people do you lead?", "41 staff"),
        ("How big is your ward?", "28 beds"),
        ("When did you qualify?", "2010"),
        ("Where did you train?", "University of Salford"),
        ("When did you become ward manager?", "2019 to present"),
        ("How long have you been a nurse?", "sixteen years"),
        ("What was your role at St Brannock's?", "charge nurse"),
        ("Do you have a master's degree?", "master's degree in leadership"),
        ("Do you have ICU experience?", "intensive care"),
        ("How good are you at wound care?", "Wound care: 4 of 5"),
        ("What are your weaknesses?", "paediatrics"),
        ("How did you reduce falls?", "from 19 a quarter to 7"),
        ("How much did agency shifts drop?", "60 percent"),
        ("How far ahead do you write the rota?", "eight weeks"),
        ("what do you want next", "matron"),
        ("notice period?", "eight weeks"),
        ("How can I reach you?", "contact form"),
        ("resume pls", "charge nurse"),
        ("Who proposed the change to the night round?", "healthcare assistant"),
        ("When can you start?", "My notice is eight weeks"),
        ("What did you do before becoming a ward manager?", "charge nurse"),
        ("Where do you want to work?", "Yorkshire"),
    ],
)
def test_it_reads_an_owner_who_speaks_in_the_first_person(question, quoted):
    assert quoted in nurse(question)


@pytest.mark.parametrize(
    "question",
    ["Do you know Python?", "Are you willing to do nights?", "Have you ever worked in Spain?", "Do you have children?",
     "what is the meaning of life"],
)  # fmt: skip
def test_it_declines_for_her_as_well(question):
    assert nurse(question).startswith(DECLINE)


def test_it_thanks_without_a_claim_and_without_a_decline():
    said = nurse("thanks!")

    assert said.startswith("You are welcome.")
    assert "Leeds" not in said


def test_it_asks_what_is_meant_where_nothing_came_before():
    assert "Which part do you mean" in nurse("How many people worked on it?")
