"""What an edit would move, asked before it is saved and said beside an old record; nothing stored is rewritten."""

from datetime import date
from io import BytesIO

import pytest
from django.forms.models import model_to_dict

from corpus.impact import impact_preview
from corpus.models import CorpusVersion, Profile, Skill
from corpus.selectors import matrix_text
from fitcheck.models import Assessment, Bearing, Requirement, WeighedRecord
from fitcheck.review.bearings import judgment_read, records_complete
from fitcheck.review.impact import verdict_today
from fitcheck.verdict.impact import verdict_of
from tests.door import routes_ready
from tests.factories import ProfileFactory, SkillFactory, one_change
from tests.fitcheck.review.records import GERMAN, record_made, requirement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def owner() -> None:
    with one_change():
        ProfileFactory()
        SkillFactory(name="SQL", key="sql", rating=4)
        SkillFactory(name="Roadmap", key="roadmap", rating=4)


def strong(**fields: object) -> Assessment:
    """Return a strong fit that stands by its SQL."""
    version = CorpusVersion.objects.filter(kind="matrix").latest("pk")
    fields = {"verdict": "strong", "rule_verdict": "strong", "model_stance": "strong", **fields}
    return record_made("strong", "strong", matrix_version=version, **fields)


def unsaved(key: str, **changes: object) -> Skill:
    skill = Skill.objects.get(key=key)
    for name, value in changes.items():
        setattr(skill, name, value)
    return skill


def preview(**asked: object):
    (report,) = impact_preview(today=TODAY, **asked)
    return report


def stored():
    return [model_to_dict(one, exclude=["bearing"]) for kind in (Assessment, Requirement, Skill, Profile)
            for one in kind.objects.order_by("pk")]  # fmt: skip


def test_it_says_what_moves_from_where_to_where_and_why_and_changes_nothing():
    record = strong()
    before = stored()

    report = preview(skills=[unsaved("sql", rating=1)])

    assert (report.moved, report.counted) == (1, 1)
    (line,) = report.lines
    assert (line.before, line.after, line.why) == (
        "Strong fit", "Not a fit", "Asked 0: strong → gap, and 1 more"
    )  # fmt: skip
    assert line.address == f"/admin/fitcheck/assessment/review/{record.pk}/?reviewed=all"
    assert stored() == before


@pytest.mark.parametrize(
    ("key", "changes"),
    [("sql", {"rating": 5}), ("sql", {"honest_note": "x"}), ("roadmap", {"rating": 0}), ("sql", {"rating": 3})],
)
def test_it_says_that_nothing_moves(key, changes):
    strong()

    assert preview(skills=[unsaved(key, **changes)]).moved == 0


def test_it_counts_a_row_that_is_hidden_as_gone():
    strong()

    assert preview(skills=[unsaved("sql", visibility="private")]).lines[0].after == "Not a fit"


def test_it_finds_the_line_that_a_new_row_would_answer():
    record = strong(verdict="moderate", rule_verdict="moderate")
    record.requirements.filter(idx=1).update(
        level="unknown", ceiling="unknown", model_level="unknown", evidence=[], quote="Experience with Kafka"
    )
    new = Skill(name="Kafka", key="kafka", category="Data", rating=5, evidence="Ran it.")

    report = preview(skills=[new])

    assert report.lines[0].after == "Strong fit"
    assert report.lines[0].why == "Asked 1: unknown → strong at most"


def test_it_weighs_a_changed_fact_against_the_conditions_it_decides():
    met = {**GERMAN, "statement": "English", "needs": "english", "status": "met", "holds_back": False}
    strong(gates=[met])
    profile = Profile.objects.get()
    profile.languages = ["Portuguese"]

    report = preview(profile=profile)

    assert (report.lines[0].after, report.lines[0].why) == ("Not a fit", "English")
    profile.languages = ["Portuguese", "English"]
    assert preview(profile=profile).moved == 0


def test_it_weighs_the_owners_band_against_the_level_of_the_role():
    axis = {"axis": "level", "alignment": "aligned", "role_value": "director", "fact": "", "reason": ""}
    strong(axes=[axis])
    profile = Profile.objects.get()
    profile.level_max = "lead"

    report = preview(profile=profile)

    assert (report.lines[0].after, report.lines[0].why) == ("Moderate fit", "Level of the role")


def test_it_reads_back_the_word_it_stored():
    record = strong(axes=[{"axis": "level", "alignment": "aligned", "role_value": "", "fact": "", "reason": ""}])

    assert records_complete(10) == 0

    assert verdict_of(judgment_read(WeighedRecord.objects.get(pk=record.pk).text)) == "strong"
    assert Bearing.objects.get().lines.count() == 2


def test_it_makes_old_records_ready_a_part_at_a_time_and_says_how_many_are_left(monkeypatch):
    for _ in range(3):
        strong()
    monkeypatch.setattr("fitcheck.review.impact._AT_ONCE", 2)

    first, second = preview(skills=[unsaved("sql", rating=0)]), preview(skills=[unsaved("sql", rating=0)])

    assert (first.counted, first.moved, second.counted, second.moved) == (2, 2, 3, 3)
    assert first.sentences[-1].startswith("1 older checks are not counted yet")
    assert len(second.sentences) == 1


def test_it_leaves_out_records_from_before_the_weighing_was_stored():
    strong(weighing={})

    assert preview(skills=[unsaved("sql", rating=0)]).counted == 0


def test_it_says_beside_an_old_record_what_today_s_matrix_would_give(client, admin_client):
    routes_ready()
    record = strong()
    records_complete(10)
    assert verdict_today(record, TODAY) is None

    with one_change():
        Skill.objects.filter(key="sql").update(rating=1)

    assert verdict_today(record, TODAY).after == "not_a_fit"
    page = client.get(record.get_absolute_url()).text
    assert "would give <strong>not a fit</strong>, not strong fit (Asked 0: strong → gap, and 1 more)" in page
    assert '<h2 class="verdict verdict-strong"' in page
    inbox = admin_client.get(f"/admin/fitcheck/assessment/review/{record.pk}/").text
    assert "would give <strong>not a fit</strong>" in inbox
    record.refresh_from_db()
    assert record.verdict == "strong"


def skill_form(skill: Skill, **changes: object) -> dict[str, object]:
    kept = {"name": skill.name, "key": skill.key, "category": skill.category, "rating": skill.rating,
            "priority": skill.priority, "visibility": skill.visibility, "years": skill.years,
            "evidence": skill.evidence}  # fmt: skip
    return {**kept, **changes}


def test_it_shows_in_the_form_of_a_skill_what_the_form_would_move(admin_client):
    strong()
    skill = Skill.objects.get(key="sql")
    address = f"/admin/corpus/skill/{skill.pk}/impact/"

    page = admin_client.post(address, skill_form(skill, rating=1))

    assert f'formaction="{address}"' in admin_client.get(f"/admin/corpus/skill/{skill.pk}/change/").text
    assert 'formaction="/admin/corpus/skill/new/impact/"' in admin_client.get("/admin/corpus/skill/add/").text
    assert "1 of 1 stored fit check would come out differently" in page.text
    assert Skill.objects.get(key="sql").rating == 4
    assert matrix_text().version_id == Assessment.objects.get().matrix_version_id
    assert "cannot be saved as it stands" in admin_client.post(address, skill_form(skill, rating=9)).text


def test_it_asks_for_the_right_to_change_before_it_says_anything(client):
    skill = Skill.objects.get(key="sql")

    assert client.post(f"/admin/corpus/skill/{skill.pk}/impact/", skill_form(skill)).status_code == 302


def test_it_shows_in_the_preview_of_an_import_what_the_import_would_move(admin_client):
    strong()
    sheet = BytesIO(b"key,name,category,rating\nsql,SQL,Product,0\n")
    sheet.name = "skills.csv"

    page = admin_client.post("/admin/corpus/skill/import/", {"format": "0", "import_file": sheet})

    assert "1 of 1 stored fit check would come out differently" in page.text
    assert Skill.objects.get(key="sql").rating == 4


def test_it_counts_only_lines_that_weigh(django_assert_max_num_queries):
    record = strong()
    requirement(record, 2, "strong", weight=0.0)
    preview(skills=[unsaved("sql", rating=1)])

    with django_assert_max_num_queries(14):
        report = preview(skills=[unsaved("sql", rating=1)])

    assert report.lines[0].why.endswith("and 1 more")
