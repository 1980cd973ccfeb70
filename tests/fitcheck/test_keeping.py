"""How long a fit check is kept and how much of it: the choice of the browser that sent it, and the owner's."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.utils import timezone

from fitcheck.contract.replay import REPLAY
from fitcheck.keeping import assessments_expire
from fitcheck.models import Assessment, Requirement
from routing.models import Comparison, LanguageModel, Pair
from tests.factories import SkillFactory
from tests.fitcheck.conftest import POSTING
from tests.fitcheck.run.test_runner import door_ready, ended

pytestmark = [pytest.mark.usefixtures("running"), pytest.mark.anyio]
URL = "/fit-check/"
LINES = ("owned a product roadmap and said no to most", "answer your own questions", "across several departments")


async def sent(client, **fields):
    """Send a posting as a browser does, and return the address of its finished record."""
    door_ready()
    response = await client.post(URL, {"job": POSTING, "key": "k", **fields})
    record = await Assessment.objects.aget(public_id=response["Location"].split("/")[2])
    await ended(record.pk)
    return response["Location"]


async def told(client, address, **fields):
    """Tell a record's page what to keep."""
    return await client.post(f"{address}keeping/", fields)


async def page_of(client, address):
    return (await client.get(address)).content.decode()


def stored():
    """Return everything that is kept of all checks."""
    return "\n".join(str(row) for model in (Assessment, Requirement) for row in model.objects.values())


async def test_it_keeps_the_result_and_no_line_of_a_text_that_is_not_to_be_kept():
    client = AsyncClient()

    address = await sent(client, forget="1")

    left, page = await sync_to_async(stored)(), await page_of(client, address)
    record = await Assessment.objects.aget()
    assert [line for line in LINES if line in left or line in page] == []
    assert (record.job, record.raw, len(record.job_sha256)) == ("", "", 64)
    assert record.verdict
    assert record.get_verdict_display() in page
    assert await record.requirements.acount() > 3
    assert "The text was not kept." in page
    assert await sync_to_async(REPLAY.latest)(5) == []


async def test_it_keeps_the_text_unless_told_otherwise_and_drops_it_when_told_later():
    client = AsyncClient()
    address = await sent(client)
    assert LINES[0] in await page_of(client, address)

    await told(client, address, do="forget")

    assert LINES[0] not in await sync_to_async(stored)()
    assert LINES[0] not in await page_of(client, address)


async def test_it_drops_the_text_of_a_check_that_broke():
    client = AsyncClient()
    door_ready("json-truncated", "json-truncated")

    address = await sent(client, forget="1")

    record = await Assessment.objects.aget()
    assert (record.status, record.job, record.raw) == ("failed", "", "")
    assert "Run it again" not in await page_of(client, address)


async def test_it_deletes_a_record_for_the_browser_that_sent_it():
    client = AsyncClient()
    address = await sent(client)

    response = await told(client, address, do="delete")

    assert "The fit check and its text are deleted." in await page_of(client, response["Location"])
    assert not await Assessment.objects.aexists()
    assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize("fields", [{"do": "delete"}, {"do": "forget"}, {"days": "7"}])
async def test_it_lets_nobody_else_touch_it(fields):
    address = await sent(AsyncClient())
    stranger = AsyncClient()

    response = await told(stranger, address, **fields)

    record = await Assessment.objects.aget()
    assert response.status_code == 403
    assert (bool(record.job), record.expires_at) == (True, None)
    assert "Yours to keep or delete" not in await page_of(stranger, address)


async def test_it_lets_nobody_touch_a_record_that_a_program_sent():
    address = await sent(AsyncClient())
    await Assessment.objects.aupdate(visitor="")

    assert (await told(AsyncClient(), address, do="delete")).status_code == 403


async def test_it_deletes_a_record_on_the_day_that_was_set():
    client = AsyncClient()
    address = await sent(client, days="7")
    now = timezone.now()
    record = await Assessment.objects.aget()
    assert timedelta(days=6.9) < record.expires_at - now < timedelta(days=7.1)

    await told(client, address, days="30")
    await sync_to_async(assessments_expire)(now + timedelta(days=29))
    assert (await client.get(address)).status_code == 200
    await sync_to_async(assessments_expire)(now + timedelta(days=31))

    assert not await Assessment.objects.aexists()


@pytest.mark.parametrize("days", ["0", "-1", "1e9", "٧", "7 days", "999999999999"])
async def test_it_sets_no_day_that_is_not_on_offer(days):
    await sent(AsyncClient(), days=days)

    assert (await Assessment.objects.aget()).expires_at is None


@pytest.mark.parametrize("changes", [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}])
async def test_it_leads_nowhere_once_revoked_or_expired(changes):
    client = AsyncClient()
    address = await sent(client)
    await Assessment.objects.aupdate(**changes)

    for path in (address, f"{address}reweighed/", f"/api/fit-checks/{address.split('/')[2]}"):
        assert (await client.get(path)).status_code == 404
    assert (await client.post(f"{address}again/")).status_code == 404


async def test_it_says_of_the_same_posting_that_nothing_has_changed():
    client = AsyncClient()
    address = await sent(client)

    again = await sent(client, key="another")

    assert again == f"{address}?again=1"
    assert "; nothing has changed since." in await page_of(client, again)
    assert "nothing has changed since" not in await page_of(client, address)


async def test_it_leads_a_stranger_with_the_same_posting_only_to_what_is_kept_whole_and_for_good():
    careful = {await sent(AsyncClient(), forget="1"), await sent(AsyncClient(), days="7")}

    address = await sent(AsyncClient())

    assert address not in careful
    assert await sent(AsyncClient()) == f"{address}?again=1"
    page = await page_of(AsyncClient(), address)
    assert [each for each in careful if each in page] == []


async def test_it_keeps_to_a_choice_that_is_made_of_a_record_one_has_already():
    client = AsyncClient()
    address = await sent(client)

    again = await sent(client, key="another", forget="1")

    assert again.startswith(address)
    assert LINES[0] not in await sync_to_async(stored)()


async def test_it_offers_another_check_where_the_matrix_has_changed_and_shows_both():
    client = AsyncClient()
    first = await sent(client)
    await sync_to_async(SkillFactory)(name="Rowing", rating=5)
    await sync_to_async(lambda: SkillFactory._meta.model.objects.filter(name="SQL").update(rating=0))()
    page = await page_of(client, first)
    assert "The skills matrix has changed since." in page
    assert "Run it again" in page

    response = await client.post(f"{first}again/")
    second = response["Location"]
    await ended((await Assessment.objects.order_by("-pk").afirst()).pk)

    assert second != first
    old, new = await page_of(client, first), await page_of(client, second)
    assert f'href="{second}"' in old
    assert "Run it again" not in old
    assert f'href="{first}"' in new
    assert "The same posting was checked before" in new
    assert (await client.post(f"{first}again/"))["Location"].split("?")[0] == second


@pytest.mark.parametrize("wish", ["forget", "delete"])
async def test_it_leaves_no_copy_of_a_text_in_a_comparison(wish):
    client = AsyncClient()
    address = await sent(client)
    record = await Assessment.objects.aget()
    models = [model async for model in LanguageModel.objects.order_by("pk")[:2]]
    comparison = await Comparison.objects.acreate(
        feature="fit-check",
        model_a=models[0],
        model_b=models[1],
        source="latest",
        status="voting",
        max_output_tokens=9,
        bound_microusd=1,
        created_at=timezone.now(),
    )
    pair = await Pair.objects.acreate(
        comparison=comparison, idx=0, input_id=record.pk, question="A role", answer_a=LINES[0], is_a_left=True
    )

    await told(client, address, do=wish)

    await pair.arefresh_from_db()
    assert (pair.question, pair.answer_a) == ("", "")
