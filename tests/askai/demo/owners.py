"""Two small owners of the tests' own making: an engineer told of in the third person, a ward manager in the first."""

from typing import Any

SYSTEM = (
    "You answer visitors' questions on the personal site of {name}. Most visitors are recruiters and colleagues who "
    "read on a phone and want one straight answer."
)
WORDS = ("none", "heard of it", "basics", "working knowledge", "strong", "set the standard")

Corpus = tuple[tuple[str, tuple[str, ...]], ...]


def row(name: str, rating: int, years: int, used: str, detail: str) -> str:
    facts = (f", {years} years" if years else "") + (f", last used {used}" if used else "")
    return f"{name}: {rating} of 5 ({WORDS[rating]}){facts}. {detail}".strip()


ENGINEER_NAME = "Tomasz Weller"
ENGINEER: Corpus = (
    ("About Tomasz › In short", (
        "Tomasz Weller is a backend engineer in Gdansk who has built payment and ticketing systems for twelve years.",
        "Tomasz currently works on seat reservations at Railyard, where he is the tech lead of a team of five.",
    )),
    ("About Tomasz › Timeline", (
        "2021 to now: tech lead, Railyard (train tickets)",
        "2017 to 2021: senior backend engineer, Okulus (camera rental)",
        "2013 to 2017: backend engineer, Bank Morski (payments)",
    )),
    ("About Tomasz › Away from the desk", ("Tomasz restores old bicycles and sings bass in a choir.",)),
    ("About Tomasz › Education", (
        "Tomasz studied computer science at the Gdansk University of Technology and graduated in 2013.",
        "Tomasz's thesis was about scheduling trams.",
    )),
    ("Railyard", (
        "Tomasz joined Railyard in March 2021 as a senior engineer and became tech lead in June 2022.",
        "Railyard sells 90,000 train tickets a day in four countries.",
    )),
    ("Railyard › Reservations rewritten", (
        "Tomasz led the rewrite of seat reservations from a shared database to an event log in Go.",
        "The rewrite took fourteen months and moved 31 services.",
        "Seats sold twice fell from 40 a week to none.",
        "The old system was kept running beside the new one for nine weeks because nobody trusted the first numbers.",
    )),
    ("Railyard › On call", (
        "Tomasz is on call one week in five.",
        "Pages at night fell from 22 to 3 a month after the team deleted half of its alerts.",
    )),
    ("Okulus › Why he left", (
        "Tomasz left Okulus in February 2021 because rentals stopped with the trade fairs and the team was halved.",
    )),
    ("Okulus › Pricing engine", (
        "At Okulus Tomasz wrote the pricing engine in Python with two other engineers.",
        "The pricing engine answered in 12 milliseconds and replaced a spreadsheet of 60 tabs.",
    )),
    ("Mistakes › The lost Sunday", (
        "Tomasz deleted a production table of 4,000 bookings on a Sunday in 2018.",
        "He had two terminals open and typed into the wrong one.",
        "Since then Tomasz does not hold production rights while he develops.",
    )),
    ("What Tomasz is weak at", (
        "Tomasz's weaknesses are front-end work, public speaking and saying no to interesting problems.",
        "He has never managed people and does not want to.",
    )),
    ("What next › Wanted", (
        "Tomasz wants to stay an engineer and is looking for a staff role in a product company.",
        "Tomasz can start three months after signing, which is the notice period of his contract.",
        "Tomasz works from home and comes to an office up to four days a month.",
        "Tomasz is a citizen of Poland and may work anywhere in the European Union.",
    )),
    ("What next › Contact", ("Write to tomasz@weller.example; Tomasz answers within three days.",)),
    ("Skills: Languages", (
        row("English", 4, 12, "2026-10", "Works in English every day."),
        row("German", 2, 0, "", "Orders coffee and reads timetables."),
        row("Polish", 5, 30, "2026-10", "First language."),
    )),
    ("Skills: Programming", (
        row("Go", 5, 5, "2026-10", "31 services at Railyard."),
        row("JavaScript", 1, 1, "2019-04", "One admin page, since rewritten by others."),
        row("Kotlin", 0, 0, "", "Never used it."),
        row("Python", 4, 8, "2024-02", "The pricing engine at Okulus."),
    )),
    ("Skills: Storage and messages", (
        row("Kafka", 4, 4, "2026-10", "Event log of seat reservations."),
        row("MongoDB", 0, 0, "", "Never ran it; relational stores have been enough."),
        row("PostgreSQL", 5, 12, "2026-10", "Partitioned tables with two billion rows."),
    )),
)  # fmt: skip

NURSE_NAME = "Amara Delgado-Osei"
NURSE: Corpus = (
    ("Welcome", (
        "I am a ward manager in Leeds and have been a registered nurse for sixteen years.",
        "I run a surgical ward of 28 beds with 41 staff at Northgate Infirmary.",
    )),
    ("My path", (
        "2019 to present: ward manager, Northgate Infirmary",
        "2014 to 2019: charge nurse, St Brannock's Hospital",
        "2010 to 2014: staff nurse, St Brannock's Hospital",
    )),
    ("My path › Training", (
        "I qualified at the University of Salford in 2010 and finished a master's degree in leadership in 2021.",
    )),
    ("Falls on the ward", (
        "Falls on my ward went from 19 a quarter to 7 after we moved the night round to the bedside.",
        "The change was proposed by a healthcare assistant, and I was against it at first.",
    )),
    ("Rotas", (
        "I write the rota eight weeks ahead.",
        "Agency shifts fell by 60 percent in 2023, since staff could swap shifts on their phones.",
    )),
    ("A complaint I handled badly", (
        "In 2020 I answered a family's complaint by letter when I should have rung them.",
        "I now ring every family within a day.",
    )),
    ("What I cannot do", (
        "My gaps are paediatrics, intensive care and hospital finance beyond my own budget.",
    )),
    ("What I want next", (
        "I would like to be a matron, in Yorkshire, on permanent days.",
        "My notice is eight weeks.",
        "You can reach me through the contact form of this site.",
    )),
    ("Skills: Clinical", (
        row("Intensive care nursing", 1, 0, "", "Two shifts of orientation."),
        row("Surgical nursing", 5, 16, "2026-11", "Ward of 28 beds."),
        row("Wound care", 4, 14, "2026-11", "Link nurse for the hospital."),
    )),
    ("Skills: Leading", (
        row("Budgeting", 2, 3, "2026-11", "A ward budget, nothing larger."),
        row("Rostering", 5, 12, "2026-11", "41 people, eight weeks ahead."),
    )),
)  # fmt: skip


def request_of(name: str, corpus: Corpus, *turns: str) -> dict[str, Any]:
    """A request as the site sends it: the owner's name in the instructions, the corpus, then turns in turn."""
    content: list[dict[str, Any]] = [
        {
            "type": "search_result",
            "source": f"https://example.org/{number}",
            "title": title,
            "content": [{"type": "text", "text": block} for block in blocks],
            "citations": {"enabled": True},
        }
        for number, (title, blocks) in enumerate(corpus)
    ]
    messages: list[dict[str, Any]] = [{"role": "user", "content": [*content, {"type": "text", "text": turns[0]}]}]
    for number, turn in enumerate(turns[1:], start=1):
        messages.append({"role": "assistant" if number % 2 else "user", "content": [{"type": "text", "text": turn}]})
    return {"model": "demo", "system": [{"type": "text", "text": SYSTEM.format(name=name)}], "messages": messages}
