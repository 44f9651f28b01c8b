"""Components: labels belong to their fields, errors are linked, nothing is told by colour alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from doorstep.doors.web import look_samples as samples
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.look_fields import EVERY_KIND, WHERE
from doorstep.doors.web.shapes import Due, Figure, FormField, Option, StoryLine
from doorstep.kernel.mechanism import Choice, Field
from doorstep.kernel.refusals import FieldMissing, FormRefused
from doorstep.kernel.words import Words


@pytest.fixture(autouse=True)
def _plain(settings: Any) -> Iterator[None]:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with translation.override("zh-hans"):
        yield


def render(name: str, **context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)


def test_no_page_cuts_what_is_written_at_length() -> None:
    pages = sorted((Path(__file__).parent / "templates").rglob("*.html"))
    cutting = [page.name for page in pages if re.search(r"<textarea[^>]*maxlength", page.read_text("utf-8"))]
    assert not cutting, "a browser cuts what is pasted in silence: let the server count it, and keep it"


@pytest.mark.parametrize("field", [*EVERY_KIND, WHERE], ids=lambda field: field.name)
def test_every_kind_of_field_has_a_name_in_words_and_takes_its_value(field: FormField) -> None:
    html = render("field", field=field)
    assert str(field.label) in html
    assert f'name="{field.name}"' in html
    labelled = f'for="{field.id}"' in html and f'id="{field.id}"' in html
    assert labelled or "<legend>" in html or '<label class="choice">' in html


def test_an_error_is_said_beside_the_field_and_bound_to_it() -> None:
    field = FormField(
        name="what", kind="text", label="发生了什么", help="一两句话就够。", errors=("还没有填“发生了什么”。",)
    )
    html = render("field", field=field)
    assert 'aria-describedby="what-help what-error" aria-invalid="true"' in html
    assert re.search(r'id="what-error">\s*<p class="why">还没有填“发生了什么”。', html)


def test_the_summary_of_errors_counts_them_and_links_to_each_field() -> None:
    wrong = FormField(name="what", kind="text", label="发生了什么", errors=("还没有填。",))
    html = render("form_errors", fields=[wrong, WHERE], problems=["提交得太快了。"])
    assert "有 2 处要改一改" in html
    assert '<a href="#what">发生了什么：还没有填。</a>' in html
    assert "提交得太快了。" in html


def test_a_form_without_errors_shows_no_summary() -> None:
    assert render("form_errors", fields=[WHERE]).strip() == ""


def test_optional_is_marked_and_required_is_not() -> None:
    optional = render("field", field=FormField(name="a", kind="line", label="花费", required=False))
    assert "可不填" in optional
    assert " required" not in optional
    assert "可不填" not in render("field", field=FormField(name="a", kind="line", label="花费"))


def test_what_people_wrote_never_becomes_markup() -> None:
    evil = '"><script>alert(1)</script>'
    for kind in ("text", "line", "number", "money", "date", "phone", "code", "hidden"):
        assert "<script>" not in render(
            "field", field=FormField(name="a", kind=kind, label=evil, value=evil, help=evil)
        )
    assert "<script>" not in render("story", lines=[StoryLine(text=evil, said=evil, more=evil)])


def test_passwords_are_never_given_back() -> None:
    assert "geheim" not in render("field", field=FormField(name="p", kind="password", label="密码", value="geheim"))


def test_a_due_word_has_a_shape_as_well_as_a_colour() -> None:
    html = render("due", due=Due(tone="late", text=Words(zh="超 4 小时", en="4 hours over")))
    assert "■" in html
    assert "超 4 小时" in html
    assert render("due", due=None).strip() == ""


def test_a_story_marks_what_only_staff_may_read() -> None:
    html = render("story", lines=samples.STAFF_STORY)
    assert html.count("仅内部可见") == 1
    assert html.count("<li") >= len(samples.STAFF_STORY)


def test_a_figure_links_to_its_records_and_says_over_how_many() -> None:
    html = render("figures", figures=[Figure(value="96.4%", label="按期办结", url="/desk/?q=1", n=334)])
    assert '<a href="/desk/?q=1">' in html
    assert "n=334" in html


def test_long_lists_become_a_drop_down_and_short_ones_buttons() -> None:
    options = tuple(Option(code=str(number), label=str(number)) for number in range(8))
    assert "<select" in render("field", field=FormField(name="a", kind="choice", label="甲", options=options))
    assert (
        render("field", field=FormField(name="a", kind="choice", label="甲", options=options[:7])).count('type="radio"')
        == 7
    )


def test_a_mechanisms_form_becomes_fields_with_what_was_filled_and_what_was_wrong() -> None:
    label = Words(zh="办理措施", en="Measures")
    form = (
        Field(name="measures", kind="text", label=label, max_length=500),
        Field(name="result", kind="choice", label=label, choices=(Choice(code="done", label=label),)),
        Field(name="unit", kind="unit", label=label),
        Field(name="photos", kind="photo", label=label, required=False, max_length=3),
    )
    refused = FormRefused({"measures": FieldMissing(field=label)})
    options = {"unit": (Option(code="cgj", label="市城管局"),)}
    filled = {"result": ["done"], "unit": "cgj", "photos": "ab"}
    fields = form_fields(form, filled=filled, refused=refused, options=options, id_prefix="finish-")
    assert [field.id for field in fields] == ["finish-measures", "finish-result", "finish-unit", "finish-photos"]
    assert fields[0].errors == ("还没有填“办理措施”。",)
    assert [field.value for field in fields] == ["", "done", "cgj", ("ab",)]
    assert [len(field.options) for field in fields] == [0, 1, 1, 0]
    with translation.override("en"):
        assert "Measures" in render("field", field=fields[0])
