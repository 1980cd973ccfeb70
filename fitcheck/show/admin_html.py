"""What the admin shows of a record: the posting with its quotes marked, the rows beside it. Escaped, every piece."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fitcheck.models import Assessment, Requirement
from fitcheck.show.posting import spans_joined


def job_marked(job: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Return the posting with the spans (start, end, in characters) marked; overlapping ones are joined."""
    pieces: list[tuple[str, str, str, str]] = []
    place = 0
    for start, end in spans_joined(spans, len(job)):
        pieces.append((job[place:start], "<mark>", job[start:end], "</mark>"))
        place = end
    marked = format_html_join(
        "", "{}{}{}{}", ((before, SafeString(on), text, SafeString(off)) for before, on, text, off in pieces)
    )
    return format_html('<div class="fit-job" dir="auto">{}{}</div>', marked, job[place:])


def rows_table(requirements: Sequence[Requirement]) -> SafeString:
    """Return the requirements as a table, the heaviest first."""
    lines = format_html_join(
        "",
        "<tr><td>{}<br><q>{}</q></td><td>{} %<br>{}</td>"
        '<td><span class="level level-{}">{}</span><br>model: {}<br>ceiling: {}</td><td>{}<br>{}<br>{}</td></tr>',
        (
            (
                one.statement,
                one.quote,
                f"{one.weight:.1f}",
                one.get_kind_display(),
                one.level,
                one.get_level_display(),
                one.get_model_level_display(),
                one.get_ceiling_display(),
                ", ".join(f"{cited['name']} {cited['rating']}/5" for cited in one.evidence) or "no row",
                one.reason,
                ", ".join(filter(None, [one.get_gap_kind_display(), *one.flags])),
            )
            for one in requirements
        ),
    )
    return format_html(
        '<div class="fit-admin-scroll"><table class="fit-admin-rows"><thead><tr><th>Asked</th><th>Weight</th>'
        "<th>Level</th><th>Evidence, reason, flags</th></tr></thead><tbody>{}</tbody></table></div>",
        lines,
    )


def facts_list(facts: Iterable[dict[str, str]], names: Sequence[str]) -> SafeString:
    """Return stored gates or axes as lines."""
    lines = format_html_join(
        "", "<li>{}</li>", ((" · ".join(str(fact.get(name, "")) for name in names),) for fact in facts)
    )
    return format_html("<ul>{}</ul>", lines) if lines else SafeString("none")


def sentences_list(sentences: Iterable[str]) -> SafeString:
    """Return stored sentences as lines."""
    lines = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    return format_html("<ul>{}</ul>", lines) if lines else SafeString("none")


def shape_word(assessment: Assessment) -> SafeString:
    """Return the verdict as word and shape, or the state of a record without one."""
    if not assessment.verdict:
        return format_html("{}", assessment.get_status_display())
    return format_html(
        '<span class="level level-{}">{}</span>', _LEVELS[assessment.verdict], assessment.get_verdict_display()
    )


_LEVELS = {"strong": "strong", "moderate": "moderate", "not_a_fit": "gap"}
