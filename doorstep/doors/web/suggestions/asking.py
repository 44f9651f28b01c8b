"""What the form of a suggestion asks, and what came back: topic, reasons, what to do, who suggests it. Checks shapes only."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from doorstep.doors.web.about_you import about_you, faults_about_you, marked
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField
from doorstep.kernel.form import check_form
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import towns
from doorstep.store.cases.digests import straight
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.opening import Reporter
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.suggestions.services import MECHANISM, Idea, NameMissing, spot_of

WORDS = ("topic", "what", "proposal")
TEXTS = (*WORDS, "place", "name", "phone")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A suggestion as it was typed; `bait` is what only a machine fills in."""

    topic: str = ""
    what: str = ""
    proposal: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    key: str = ""
    bait: str = ""

    def idea(self, campaign: str = "") -> Idea:
        return Idea(topic=self.topic, what=self.what, proposal=self.proposal, place=self.place, campaign=campaign)

    def reporter(self) -> Reporter:
        return Reporter(is_anonymous=False, name=" ".join(self.name.split()), phone=read_phone(self.phone))


def fresh(request: HttpRequest) -> Typed:
    """Empty; the place may come with the address."""
    return Typed(key=fresh_key(), place=request.GET.get("place", "")[:40])


def typed_in(post: QueryDict) -> Typed:
    """From a posted form."""
    return Typed(**{name: post.get(name, "") for name in TEXTS}, key=read_key(post), bait=post.get("website", ""))


def opening() -> Step:
    """The step by which a suggestion becomes a case."""
    return current_law(MECHANISM).mechanism.opening


def faults_in(typed: Typed) -> dict[str, FieldFault]:
    """What is wrong; empty when all holds."""
    faults: dict[str, FieldFault] = {}
    try:
        asked = tuple(field for field in opening().form if field.name in WORDS)
        check_form(asked, {name: straight(getattr(typed, name)) for name in WORDS}, towns.world())
    except FormRefused as refused:
        faults |= refused.faults
    try:
        spot_of(typed.place)
    except FormRefused as refused:
        faults |= refused.faults
    if not typed.name.strip():
        faults["name"] = NameMissing()
    return faults | faults_about_you(typed.name, typed.phone)


def fields_of(typed: Typed, faults: Mapping[str, FieldFault]) -> list[FormField]:
    """In the order in which a person thinks."""
    asked = tuple(field for field in opening().form if field.name in WORDS)
    return marked(
        (*form_fields(asked, filled={name: getattr(typed, name) for name in WORDS}), *_where_and_who(typed)), faults
    )


def _where_and_who(typed: Typed) -> tuple[FormField, ...]:
    return (
        FormField(
            name="place",
            kind="choice",
            label=_("说的是哪里"),
            help=_("说的是全城的事，就不用选。"),
            required=False,
            value=typed.place,
            as_list=True,
            options=place_options(),
        ),
        *about_you(
            typed.name,
            typed.phone,
            who_reads=_("只给办的人看，不公开。"),
            what_for=_("有了答复发短信告诉您；丢了回执也能凭它查。"),
            is_named=True,
        ),
    )
