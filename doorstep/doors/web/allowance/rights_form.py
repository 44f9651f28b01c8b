"""What a clerk at the window fills in for an elder who asks to see, correct or delete what is held; decides nothing."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import FormField, Option

PREFIX = "right-"  # other forms of the page ask for words too


def rights_form(typed: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[FormField, ...]:
    """With what was typed, and why it was not taken."""
    kinds = (
        Option(code="see", label=_("看一份、拿一份")),
        Option(code="correct", label=_("更正姓名")),
        Option(code="delete", label=_("删除")),
        Option(code="withdraw_consent", label=_("撤回同意")),
        Option(code="explain", label=_("说明怎么处理的")),
    )

    fields = (
        FormField(name="kind", kind="choice", label=_("老人想要"), options=kinds, as_list=True),
        FormField(name="value", kind="line", label=_("姓名改成什么（更正时填）"), required=False),
        FormField(name="words", kind="text", label=_("老人怎么说的"), required=False, rows=3),
    )
    return tuple(
        replace(
            field,
            value=typed.get(field.name, ""),
            errors=(wrong[field.name],) if field.name in wrong else (),
            id_prefix=PREFIX,
        )
        for field in fields
    )
