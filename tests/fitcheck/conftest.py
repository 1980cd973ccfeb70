"""An owner with a matrix, the routes, and the stand-in behind the one door."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fitcheck.run.runner import runner
from routing.gateway import client as door
from tests.door import routes_ready
from tests.factories import ProfileFactory, SkillFactory, one_change

JOBS = Path(__file__).parents[2] / "fixtures" / "jobs"
CLEAR_FIT = (JOBS / "clear-fit.txt").read_text(encoding="utf-8")
POSTING = """Senior Product Manager, Editor

We build developer tools and need somebody for the editor.

Requirements:
- You must have led product discovery with real users for at least five years
- You must have owned a product roadmap and said no to most of it
- Strong SQL is required, because you will answer your own questions
- Experience with stakeholder management across several departments

Nice to have:
- Experience with Kafka
"""
RESUME = """Jane Roe
jane.roe@example.org

Professional summary
Product manager with nine years of experience. I led discovery for a claims product and shipped it.

Work experience
Product Manager, Examplesoft, 2019 to 2025
- I interviewed 40 customers and cut the roadmap from nine bets to three
- I wrote SQL every day and presented the results to the board

Education
BA History, Exampleton University, 2014

References available on request. My hobbies are rowing and bread.
"""


@pytest.fixture
def site(transactional_db: None) -> None:
    """An owner with five skills, one of them a declared gap, and the routes."""
    routes_ready()
    with one_change():
        ProfileFactory()
        SkillFactory(name="Product discovery", rating=5)
        SkillFactory(name="Product roadmap", rating=4)
        SkillFactory(name="SQL", rating=3)
        SkillFactory(name="Stakeholder management", rating=4)
        SkillFactory(name="Kafka", rating=0, gap_reason="Never ran a queue.")


@pytest.fixture
async def running(site: None) -> AsyncIterator[None]:
    """The runner works beside the test, as it does inside the server."""
    runner.start()
    yield
    await runner.drain(5)
    await door.aclose()
