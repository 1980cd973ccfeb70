"""What a search costs at many times the corpus: the index is made once, then every query is timed.

`python -m benchmarks.search [--times 100]` loads the sample owner into a database of its own, writes its pages and
skills so many times over (each copy with words of its own), and prints the size, the time of making the index, and
the median and the worst of each query in milliseconds. SQLite, or PostgreSQL where `DATABASE_URL` names one: the tables
of that database are made in a test database beside it, which is removed.
"""

import argparse
import os
import time
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

QUERIES = (
    "accessibility",
    "When did Maya join Parley Grid?",
    "how does she prioritize a backlog",
    "copy37 renewal",
    "nothing anybody wrote zeppelin",
    "maya",
    "a " * 5000,
)
ROUNDS = 15


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="copies of the sample owner's pages and skills")
    options = parser.parse_args()
    import django

    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(options.times)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure(times: int) -> None:
    """Fill the database, make the index, time the queries."""
    from django.db import connection
    from django.utils import timezone

    from corpus.demo import demo_load
    from corpus.models import SearchEntry
    from corpus.search.findings import SHOWN, findings_of
    from corpus.search.store import index_refresh
    from corpus.search.words import query_of
    from corpus.services import corpus_versions_refresh
    from tests.askai.demo.golden.golden import FIXTURES

    demo_load(folder=FIXTURES, now=timezone.now())
    copies_write(times)
    corpus_versions_refresh(now=timezone.now())
    start = time.perf_counter()
    index_refresh()
    made = time.perf_counter() - start
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {SearchEntry.objects.count()} sections and skills, index made in {made:.2f} s")
    for written in QUERIES:
        spent, worked = [], time.process_time()
        for _round in range(ROUNDS):
            start = time.perf_counter()
            found = findings_of(query_of(written), limit=SHOWN)
            spent.append(1000 * (time.perf_counter() - start))
        worked = 1000 * (time.process_time() - worked) / ROUNDS
        figures = f"{median(spent):>8.1f} ms median{max(spent):>8.1f} ms worst{worked:>8.1f} ms of this processor"
        print(f"{written[:34]:<36}{len(found):>3} found{figures}")


def copies_write(times: int) -> None:
    """Write the pages and skills so many times over, each copy with a word of its own."""
    from corpus.models import Page, Section, Skill

    pages, skills = list(Page.objects.all()), list(Skill.objects.all())
    sections = {page.pk: list(page.sections.all()) for page in pages}
    for copy in range(1, times):
        for page in pages:
            kept = sections[page.pk]
            page.pk, page.slug = None, f"{page.slug.split('--')[0]}--{copy}"
            page.save()
            new = [
                Section(
                    page=page,
                    anchor=part.anchor,
                    heading_path=part.heading_path,
                    order=part.order,
                    text=f"{part.text} copy{copy}",
                    html=part.html,
                )
                for part in kept
            ]
            Section.objects.bulk_create(new)
            sections[page.pk] = kept
        for skill in skills:
            skill.pk = None
            skill.key, skill.name = f"{skill.key.split('--')[0]}--{copy}", f"{skill.name.split(' copy')[0]} copy{copy}"
        Skill.objects.bulk_create(skills)


if __name__ == "__main__":
    main()
