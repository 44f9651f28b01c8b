"""The name and the phone that a resident's form asks for, whatever it is about, and what is wrong with them. Checks shapes only."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import FieldFault, TextTooLong
from doorstep.wings.intake.phones import PhoneUnreadable, read_phone

LONGEST_NAME = 40


def faults_about_you(name: str, phone: str) -> dict[str, FieldFault]:
    """By field; empty when both hold. Neither has to be given."""
    faults: dict[str, FieldFault] = {}
    if len(name) > LONGEST_NAME:
        faults["name"] = TextTooLong(field=_("怎么称呼您"), length=len(name), limit=LONGEST_NAME)
    try:
        read_phone(phone)
    except PhoneUnreadable as fault:
        faults["phone"] = fault
    return faults


def about_you(
    name: str, phone: str, *, who_reads: str, what_for: str, is_named: bool = False
) -> tuple[FormField, FormField]:
    """`who_reads` and `what_for` stand under the fields; `is_named` where a name has to be given."""
    return (
        FormField(
            name="name",
            kind="line",
            label=_("怎么称呼您"),
            help=who_reads,
            required=is_named,
            value=name,
            max_length=LONGEST_NAME,
            autocomplete="name",
        ),
        FormField(name="phone", kind="phone", label=_("手机号"), help=what_for, required=False, value=phone),
    )


def marked(fields: Iterable[FormField], faults: Mapping[str, FieldFault]) -> list[FormField]:
    """The fields, each with what is wrong with it in the reader's language."""
    return [replace(field, errors=(sentence(faults[field.name]),) if field.name in faults else ()) for field in fields]
