"""What the report form asks, in the order a person thinks, and what came back. Checks shapes; the intake checks truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web import guardians
from doorstep.doors.web.about_you import about_you, faults_about_you, marked
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.shapes import FormField, Option, PlaceMap
from doorstep.kernel.form import check_form
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.masking import straight
from doorstep.wings.intake.services import MECHANISM, Point, locate

TEXTS = ("what", "place", "place_lat", "place_lon", "spot", "category", "name", "phone", "sign", *guardians.NAMES)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A report as it was typed. `photos` are digests of photos kept before; `bait` is what only a machine fills in; `sign` is the
    code of the plate that was scanned."""

    what: str = ""
    place: str = ""
    place_lat: str = ""
    place_lon: str = ""
    spot: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    sign: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    guardian_agrees: str = ""
    photos: tuple[str, ...] = ()
    key: str = ""
    bait: str = ""

    @property
    def about_guardian(self) -> dict[str, str]:
        """What was typed of a child's guardian."""
        return {name: getattr(self, name) for name in guardians.NAMES}

    @property
    def point(self) -> Point | None:
        """Longitude and latitude of the pin, if there is a readable one."""
        try:
            lon, lat = float(self.place_lon), float(self.place_lat)
        except ValueError:
            return None
        return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def typed_in(post: QueryDict) -> Typed:
    """From a posted form. A key that we did not make is replaced."""
    return Typed(
        **{name: post.get(name, "") for name in TEXTS},
        photos=tuple(sha for sha in post.getlist("photos_kept")[:20] if len(sha) == 64),
        key=read_key(post),
        bait=post.get("website", ""),
    )


def fresh(request: HttpRequest) -> Typed:
    """An empty report; a place may come with the address, as on the code at a building's door."""
    place = request.GET.get("place", "")
    return Typed(key=fresh_key(), place=place if place in atlas() else "")


def opening() -> Step:
    """The step by which a report becomes a case."""
    return current_law(MECHANISM).mechanism.opening


def faults_in(typed: Typed, names: Sequence[str]) -> dict[str, FieldFault]:
    """What is wrong with these fields; empty when they hold."""
    faults: dict[str, FieldFault] = {}
    texts = {name: straight(getattr(typed, name)) for name in ("what", "spot") if name in names}
    fields = tuple(field for field in opening().form if field.name in texts)
    try:
        check_form(fields, texts, towns.world())
    except FormRefused as refused:
        faults |= refused.faults
    if "place" in names:
        try:
            locate(typed.place, typed.point)
        except FormRefused as refused:
            faults |= refused.faults
    about = faults_about_you(typed.name, typed.phone) | guardians.faults_about_guardian(typed.about_guardian)
    return faults | {name: fault for name, fault in about.items() if name in names}


def fields_of(typed: Typed, names: Sequence[str], faults: Mapping[str, FieldFault]) -> list[FormField]:
    """These fields as the page shows them, in this order."""
    own = opening()
    refused = FormRefused(dict(faults)) if faults else None
    filled = {"what": typed.what, "spot": typed.spot, "photos": typed.photos}
    made = {field.name: field for field in form_fields(own.form, filled=filled, refused=refused)}
    made |= {field.name: field for field in _our_fields(typed)}
    return marked((made[name] for name in names if name in made), faults)


def _our_fields(typed: Typed) -> tuple[FormField, ...]:
    return (
        FormField(
            name="place",
            kind="place",
            label=_("在哪里"),
            help=_("选社区或村；不确定就选最近的一个。"),
            value=typed.place,
            options=place_options(),
            map=PlaceMap(outlines_url=reverse("map_outline"), lat=typed.place_lat, lon=typed.place_lon),
        ),
        FormField(
            name="category",
            kind="choice",
            label=_("哪一类事"),
            help=_("不选也行，社区会帮您分。"),
            required=False,
            value=typed.category,
            as_list=True,
            options=tuple(Option(code=each.code, label=each.label) for each in towns.pack().categories.classes),
        ),
        *about_you(
            typed.name,
            typed.phone,
            who_reads=_("不留姓名，一样办理。"),
            what_for=_("有进展发短信告诉您，丢了回执也能凭它查。只给办事的人看。"),
        ),
    )


def place_options() -> tuple[Option, ...]:
    """Communities and villages under their streets."""
    town = atlas()
    return tuple(
        Option(code=community.code, label=community.label, group=street.label)
        for street in town.of_level("street")
        for community in town.children(street.code)
        if community.level == "community"
    )
