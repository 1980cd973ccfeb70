"""What a reading says of single asks and of the whole: years, depth, conditions, title, seniority, notices."""

import pytest

from fitcheck.posting.reader import posting_read
from tests.fitcheck.posting.postings import NURSE, conditions, under


@pytest.mark.parametrize(
    ("line", "years", "is_general"),
    [
        ("5+ years of experience", 5, True),
        ("Three years of nursing", 3, True),
        ("Mindestens 4 Jahre Erfahrung", 4, True),
        ("3 à 5 ans d'expérience", 3, True),
        ("2 years with Kafka", 2, False),
        ("Degree and 8 years, or Master's and 5 years", 5, True),
        ("At least 18 years of age", None, False),
    ],
)
def test_it_reads_the_years(line, years, is_general):
    ask = posting_read(under(line)).asks[0]

    assert (ask.years, ask.is_general) == (years, is_general)


@pytest.mark.parametrize(
    ("line", "depth"),
    [
        ("Familiarity with SQL", "aware"),
        ("SQL", "working"),
        ("Strong SQL", "solid"),
        ("Deep expertise in SQL", "expert"),
    ],
)
def test_it_reads_the_depth(line, depth):
    assert posting_read(under(line)).asks[0].depth == depth


@pytest.mark.parametrize(
    ("line", "condition"),
    [
        ("Valid forklift licence required", ("licence", ("forklift licence",))),
        ("active RN required", ("licence", ("rn",))),
        ("Führerschein Klasse B erforderlich", ("licence", ("fuhrerschein klasse b",))),
        ("JD required", ("licence", ("jd",))),
        ("Bachelor's degree in nursing", ("degree", ("bachelor",))),
        ("Abgeschlossenes Studium der Informatik", ("degree", ("bachelor",))),
        ("Secret clearance required", ("clearance", ("secret clearance",))),
        ("Must be authorized to work in Japan", ("authorisation", ("japan",))),
        ("No visa sponsorship", ("authorisation", ("right to work",))),
        ("U.S. citizenship required", ("citizenship", ("united states",))),
        ("Fluent German (C1)", ("language", ("german",))),
        ("Very good German skills", ("language", ("german",))),
        ("Fließende Deutschkenntnisse", ("language", ("german",))),
        ("Anglais courant", ("language", ("english",))),
        ("German or English, spoken fluently", ("language", ("german", "english"))),
        ("must be located in New York", ("location", ("new york",))),
        ("Hybrid in Chicago or New York", ("location", ("chicago", "new york"))),
        ("100% on-site at our Dallas facility", ("location", ("dallas",))),
    ],
)
def test_it_finds_a_condition(line, condition):
    assert condition in conditions(under("Wound care", line))


@pytest.mark.parametrize(
    "line",
    [
        "Bachelor's degree or equivalent experience",
        "A degree, or 5 years of practice",
        "Bachelor's degree preferred",
        "Spanish is a plus",
        "Visa sponsorship is available",
        "Experience with French cuisine",
    ],
)
def test_it_makes_no_condition_of_what_has_another_way(line):
    assert conditions(under("Wound care", line)) == []


def test_it_takes_no_bare_place_and_no_company_seat_for_a_condition():
    text = "Ward Nurse\nHillcrest\nBoise, ID\nWe are a startup team based in Berlin.\n" + NURSE

    assert all(condition.kind != "location" for condition in posting_read(text).conditions)


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("Product Designer", "design"),
        ("Product Marketing Manager", "marketing"),
        ("Training Leader", "education"),
        ("Engineering Manager", "engineering"),
        ("Data Engineer", "data"),
        ("Pflegefachkraft", "healthcare"),
        ("Juriste", "legal"),
        ("Conductor de reparto", "trades"),
        ("Astronaut", "other"),
    ],
)
def test_it_names_the_function_by_the_head_of_the_title(title, function):
    assert posting_read(NURSE.replace("Ward Nurse", title)).role.function == function


@pytest.mark.parametrize(
    ("opening", "title", "organisation", "seniority"),
    [
        ("Senior Baker\nMill & Oven\nRemote", "Senior Baker", "Mill & Oven", "senior"),
        ("Baker at Mill & Oven\n", "Baker", "Mill & Oven", "mid"),
        ("Head of Baking\nMill & Oven · Leeds", "Head of Baking", "Mill & Oven", "director"),
        ("Mill & Oven is looking for a Junior Baker.\n", "Junior Baker", "Mill & Oven", "junior"),
        ("Job title: Lead Baker\nAbout Mill & Oven\nWe bake.", "Lead Baker", "Mill & Oven", "lead"),
    ],
)
def test_it_reads_title_organisation_and_seniority(opening, title, organisation, seniority):
    role = posting_read(f"{opening}\nRequirements\n- Kneading\n- Baking\n- Cleaning\n").role

    assert (role.title, role.organisation, role.seniority) == (title, organisation, seniority)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (NURSE + "\nThis job is no longer accepting applications.", "closed"),
        (NURSE + "\nForklift Driver\nRequirements\n- Forklift licence\n", "two_jobs"),
        ("We are hiring a nurse. Apply on our site for this job.", "stub"),
        ("Sign in to view the job\nForgot password? Join now. User Agreement and Cookie Policy.", "sign_in_wall"),
        ("The weather in spring is mild and the trees are green. Birds sing in the morning hours.", "not_a_posting"),
        ("Wij zoeken een verpleegkundige voor ons ziekenhuis. Je hebt ervaring en een diploma.", "language_not_read"),
        (under("Wound care"), "thin"),
        ("Ann Lee\nann@lee.example\nWork experience\nNurse, 2015 - 2019\nCarer, 2011 - 2015\nEducation\nBSc", "resume"),
    ],
)
def test_it_says_what_kind_of_text_it_is(text, notice):
    assert notice in posting_read(text).notices
