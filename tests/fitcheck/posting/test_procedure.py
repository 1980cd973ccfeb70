"""What a posting says of hiring itself, of teams and of what it does not ask, is no ask; other texts are no posting."""

import pytest

from fitcheck.posting.reader import posting_clean, posting_read

RANGER = """Park Ranger
Lakeland Park Service

Duties
- Lead guided walks
- Enforce the rules of the park

Key Requirements
- You must be a U.S. citizen
- Direct deposit of pay is required
- You may be required to serve a probationary period
- Undergo a background investigation

Qualifications
- One year of experience in wildlife protection

Required Documents
- Resume with the hours per week of each job
- Transcripts

How You Will Be Evaluated
- Your answers are compared with your resume
- If your ratings are not supported, you may be found ineligible

Additional Information
- Travel costs will not be paid
"""


def asks(text: str) -> list[str]:
    return [ask.text for ask in posting_read(posting_clean(text)).asks]


def conditions(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(held.kind, held.needs) for held in posting_read(posting_clean(text)).conditions]


def test_it_leaves_the_procedure_of_hiring_out():
    assert asks(RANGER) == [
        "Lead guided walks",
        "Enforce the rules of the park",
        "One year of experience in wildlife protection",
    ]
    assert ("citizenship", ("united states",)) in conditions(RANGER)


def test_it_asks_again_under_the_next_heading_of_another_kind():
    text = "Cook\nHow to apply\n- Send a resume\n- Call Ann\nRequirements\n- Knife skills\n- Two years as a cook\n"

    assert asks(text) == ["Knife skills", "Two years as a cook"]


@pytest.mark.parametrize(
    "rest",
    [
        "What we do not ask for\n- A degree\n- Own tools\n",
        "How we hire\n- A call with Rosa\n- A day with the crew\n",
        "Our locations\n- Ulm\n- Biberach\n",
        "Das ist uns nicht wichtig\n- Noten\n- Titel\n",
        "Ce que nous ne demandons pas\n- Un diplôme\n- Un permis\n",
        "Pièces à fournir\n- CV et lettre\n- Dernier contrat\n",
        "Proceso de selección\n- Entrevista telefónica\n- Prueba práctica\n",
        "Documentos necessários\n- RG e CPF\n- Comprovante de residência\n",
    ],
)
def test_it_knows_headings_under_which_nothing_is_asked(rest):
    opening = "Electrician\nRequirements\n- Wiring of old houses\n- Five years in the trade\n"

    assert asks(opening + rest) == ["Wiring of old houses", "Five years in the trade"]


def test_it_takes_links_and_teams_for_no_asks():
    text = (
        "# Analyst\n## Responsibilities\n- Build reports\n- [Search](../search/index.md)\n\n### Product areas\n"
        "- Distribution\n- [Security](../security.md)\n\n## Requirements\n- SQL\n"
    )

    assert asks(text) == ["Build reports", "SQL"]


def test_it_asks_nothing_where_a_sentence_names_nothing():
    assert asks("Analyst\nRequirements\n- SQL\n- Python\n\nYou will work with us.\n") == ["SQL", "Python"]


def test_it_holds_the_right_to_work_as_a_condition_only():
    text = "Analyst\nRequirements\n- SQL\n- Authorization to work in Canada; we cannot sponsor visas\n"

    assert asks(text) == ["SQL"]
    assert conditions(text) == [("authorisation", ("canada",))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Acme · Chicago, IL (Hybrid)", []),
        ("Must be located in Chicago", [("location", ("chicago",))]),
        ("Relocation expenses will not be paid", []),
        ("Your pay depends on where you live since most of us are remote", []),
        ("Must be a U.S. citizen (or resident of American Samoa)", [("citizenship", ("united states",))]),
        ("Daily work in our CRM is required", []),
    ],
)
def test_it_reads_no_condition_into_other_words(line, expected):
    assert conditions(f"Analyst\n{line}\nRequirements\n- SQL\n- Python\n- Excel\n") == expected


def test_it_tells_the_trade_of_a_manager_by_the_licence_asked():
    ward = posting_read(
        "Flow Manager\nRequirements\n- Registered nurse with a valid licence\n- Rota planning\n- Audit\n"
    )
    store = posting_read("Flow Manager\nRequirements\n- Work with registered nurses\n- Rota planning\n- Audit\n")

    assert (ward.role.function, store.role.function) == ("healthcare", "operations")


@pytest.mark.parametrize(
    "text",
    [
        "Nurse wanted, night shift, RN required, start in May.",
        "Bäckerei Huber sucht Verkäuferin in Teilzeit mit Erfahrung im Einzelhandel.",
        "Restaurant à Lyon recherche un cuisinier avec 3 ans d'expérience.",
        "Se busca camarero con experiencia mínima de 2 años para restaurante.",
        "Clínica procura recepcionista com experiência em atendimento.",
        "I led this team. My team needs you: you will own the roadmap and your results.",
    ],
)
def test_it_takes_terse_postings(text):
    assert not {"not_a_posting", "resume", "language_not_read"} & set(posting_read(text).notices)


@pytest.mark.parametrize(
    "text",
    [
        "By using our service you agree to these terms of service. You must be at least 18 years of age. You are "
        "responsible for your account. Requirements: you need a valid address and the ability to receive messages.",
        "You are the light in my morning\nI need you more than I can say\nYou must know that I love you",
        "Ingredients\n- 4 lemons\nPreheat the oven. Bake for 40 minutes. You will know when it is ready.",
        "Recruiters say that candidates should tailor the resume to each role. Employers look for candidates who can "
        "communicate. If you want to stand out, you should apply early. Most have at least 5 years of experience.",
        "Hi Tom, could you bring the book? I need to leave by two. Thanks, Ann",
        "The Brewer 3000 heats up fast. You will love it. 2 years warranty. Order now, free delivery.",
    ],
)
def test_it_takes_other_texts_for_no_posting(text):
    assert "not_a_posting" in posting_read(text).notices


LIBRARY = """Digital Services Manager
Brook County Library

What you will do
{line}
- Plan the catalogue search
- Run the reading app
"""


@pytest.mark.parametrize(
    "line",
    [
        "Your work will include:",
        "In addition:",
        "Brooksearch is the catalogue of nine libraries.",
        "It holds four million records from all branches.",
        "The Reading App Program develops and manages the county's lending of e-books.",
        "These records may be lent to any school in the county.",
        "As one of us you will also be part of the county's digital office.",
        "You will get to meet the whole board before you start.",
        "Anyone who likes two of these tasks should apply.",
        "Diese Systeme sind seit 2019 im Betrieb.",
        "Cette application est ouverte aux écoles.",
    ],
)
def test_it_takes_no_account_of_other_things_for_an_ask(line):
    assert asks(LIBRARY.format(line=line)) == ["Plan the catalogue search", "Run the reading app"]


@pytest.mark.parametrize(
    "line",
    [
        "The manager is responsible for the budget.",
        "A librarian provides help at the desk.",
        "You will lead nine people.",
        "Python is required.",
        "It is essential that you can read Latin.",
        "This experience may include running a help desk.",
        "Have a plan for the night the servers are down.",
    ],
)
def test_it_still_hears_what_is_asked_in_a_sentence(line):
    assert line in asks(LIBRARY.format(line=line))
