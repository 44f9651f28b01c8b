"""What the hotline desk asks, in the order a call goes, and what came back. Checks shapes; the intake checks truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from doorstep.doors.web import guardians
from doorstep.doors.web.about_you import LONGEST_NAME, marked
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.office.choices import category_options
from doorstep.doors.web.place_names import places_called
from doorstep.doors.web.resident.asking import opening
from doorstep.doors.web.shapes import FormField, Option
from doorstep.kernel.clocks_reading import URGENCIES
from doorstep.kernel.form import check_form
from doorstep.kernel.pack_content import URGENCIES as URGENCY_WORDS
from doorstep.kernel.phones import NumberUnreadable, read_number
from doorstep.kernel.refusals import FieldFault, FormRefused, TextTooLong
from doorstep.kernel.standing import community_of
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.hotline.services import ReferenceUnreadable, read_reference
from doorstep.wings.intake.masking import straight
from doorstep.wings.intake.services import MECHANISM, USUAL_REQUEST, locate

TEXTS = (
    "phone",
    "reference",
    "about",
    "what",
    "place",
    "place_name",
    "spot",
    "category",
    "request_type",
    "urgency",
    "caller",
    "name",
    "answer",
    "ready",
    *guardians.NAMES,
)
NAMED, ANONYMOUS, CONFIDENTIAL = "named", "anonymous", "confidential"
CALLERS = (NAMED, ANONYMOUS, CONFIDENTIAL)


class PlaceAmbiguous(FieldFault):
    """叫“%(typed)s”的不止一处：%(names)s。请多打一两个字，或从提示里选。"""


class PlaceNotFound(FieldFault):
    """没有找到“%(typed)s”。请打社区、村或网格的名字，或拼音首字母。"""


class PhoneNeeded(FieldFault):
    """要催办、补充先前的事，请先填来电号码。"""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A call as it was typed. `about`: number of an earlier case that the caller speaks of, "" for a new matter.
    `answer`: what was answered at once, "" where nothing was; `ready`: the versions of ready answers put into it."""

    phone: str = ""
    reference: str = ""
    about: str = ""
    what: str = ""
    place: str = ""
    place_name: str = ""
    spot: str = ""
    category: str = ""
    request_type: str = USUAL_REQUEST
    urgency: str = URGENCIES[-1]
    caller: str = NAMED
    name: str = ""
    answer: str = ""
    ready: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    guardian_agrees: str = ""
    key: str = ""

    @property
    def ready_ids(self) -> tuple[int, ...]:
        """As numbers; what is none is passed over."""
        read = (read_whole(one, digits=15) for one in self.ready.split(",")[:12])
        return tuple(one for one in read if one is not None)

    @property
    def about_guardian(self) -> dict[str, str]:
        """What was typed of a child's guardian; nothing where the caller speaks of an earlier matter."""
        return {name: "" if self.about else getattr(self, name) for name in guardians.NAMES}


def typed_in(post: QueryDict) -> Typed:
    """From a posted form; a key that we did not make is replaced, and so is a choice that is not ours."""
    typed = Typed(**{name: post.get(name, "") for name in TEXTS}, key=read_key(post))
    return replace(
        typed,
        about=typed.about.strip()[:24],
        caller=typed.caller if typed.caller in CALLERS else NAMED,
        urgency=typed.urgency if typed.urgency in URGENCIES else URGENCIES[-1],
    )


def fresh() -> Typed:
    """An empty desk."""
    return Typed(key=fresh_key())


def with_place(typed: Typed) -> tuple[Typed, FieldFault | None]:
    """The place that was typed by name, as a code; and what is wrong with it."""
    chosen = atlas().get(typed.place) if typed.place in atlas() else None
    words = typed.place_name.strip()
    if chosen is not None and words in ("", _label(chosen)):
        return replace(typed, place_name=_label(chosen)), None
    if not words:
        return replace(typed, place=""), None
    found = fine_places(words)
    exact = [spot for spot in found if spot.label.zh == words]
    if len(exact or found) == 1:
        spot = (exact or found)[0]
        return replace(typed, place=spot.code, place_name=_label(spot)), None
    typed = replace(typed, place="")
    if not found:
        return typed, PlaceNotFound(typed=words[:20])
    return typed, PlaceAmbiguous(typed=words[:20], names=_("、").join(_label(spot) for spot in found[:4]))


def fine_places(words: str) -> tuple[Spot, ...]:
    """Communities and grids called so: a case lies no wider."""
    return tuple(spot for spot in places_called(words, most=12) if community_of(spot.path))


def _label(spot: Spot) -> str:
    return atlas().label(spot.path).zh


def faults_in(typed: Typed) -> dict[str, FieldFault]:
    """What is wrong, by field; empty when the call can be taken."""
    faults: dict[str, FieldFault] = {}
    faults |= _reading(typed) | guardians.faults_about_guardian(typed.about_guardian)
    step = current_law(MECHANISM).mechanism.step("add") if typed.about else opening()
    names = {"what": "words"} if typed.about else {"what": "what", "spot": "spot"}
    texts = {names[name]: straight(getattr(typed, name)) for name in names}
    fields = tuple(field for field in step.form if field.name in texts)
    back = {there: here for here, there in names.items()}
    try:
        check_form(fields, texts, towns.world())
    except FormRefused as refused:
        faults |= {back[name]: fault for name, fault in refused.faults.items()}
    if typed.about and not typed.phone.strip():
        faults["phone"] = PhoneNeeded()
    if not typed.about:
        faults |= _fresh_matter(typed)
    return faults


def _reading(typed: Typed) -> dict[str, FieldFault]:
    faults: dict[str, FieldFault] = {}
    try:
        read_number(typed.phone)
    except NumberUnreadable as fault:
        faults["phone"] = fault
    try:
        read_reference(typed.reference)
    except ReferenceUnreadable as fault:
        faults["reference"] = fault
    if len(typed.name) > LONGEST_NAME:
        faults["name"] = TextTooLong(field=_("怎么称呼"), length=len(typed.name), limit=LONGEST_NAME)
    return faults


def _fresh_matter(typed: Typed) -> dict[str, FieldFault]:
    """The place, and the answer where there is one."""
    faults: dict[str, FieldFault] = {}
    try:
        locate(typed.place, None)
    except FormRefused as refused:
        faults |= {"place_name": refused.faults["place"]}
    if typed.answer.strip():
        step = current_law(MECHANISM).mechanism.step("answer_at_once")
        try:
            check_form(step.form, {"answer": straight(typed.answer)}, towns.world())
        except FormRefused as refused:
            faults |= refused.faults
    return faults


def fields_of(typed: Typed, faults: Mapping[str, FieldFault]) -> dict[str, FormField]:
    """Every field of the desk by name."""
    pack = towns.pack().categories
    made = (
        _line(
            "phone",
            _("来电号码"),
            typed,
            kind="phone",
            help=_("手机填满 11 位、座机连区号填满，就列出这个号码先前的事；看一次，留一次痕。"),
        ),
        _line("reference", _("来电流水号"), typed, help=_("话务平台给这通电话的编号；同一个编号只登记一次。")),
        _line("what", _("说了什么"), typed, kind="text", required=True, most=2000, rows=5),
        _line(
            "place_name", _("在哪里"), typed, required=True, help=_("打名字或拼音首字母，社区、村、网格都行。"), most=60
        ),
        _line("spot", _("具体位置"), typed, help=_("哪栋楼、哪条路边；不公开。"), most=200),
        _choice("category", _("分类"), typed, category_options()),
        _choice(
            "request_type",
            _("类型"),
            typed,
            [Option(code=one.code, label=one.label) for one in pack.request_types.values()],
            required=True,
        ),
        _choice(
            "urgency",
            _("紧急程度"),
            typed,
            [Option(code=code, label=URGENCY_WORDS[code]) for code in reversed(URGENCIES)],
            required=True,
        ),
        _line("name", _("怎么称呼"), typed, most=LONGEST_NAME),
        _line(
            "answer",
            _("即答即办：当场怎么答复的"),
            typed,
            kind="text",
            most=2000,
            rows=3,
            help=_("写了就当场办结，照样回访、评价；没答就空着。"),
        ),
    )
    return {field.name: field for field in marked(made, faults)}


def _line(
    name: str,
    label: str,
    typed: Typed,
    *,
    kind: str = "line",
    required: bool = False,
    help: str = "",
    most: int | None = None,
    rows: int = 4,
) -> FormField:
    return FormField(
        name=name,
        kind=kind,
        label=label,
        help=help,
        required=required,
        value=getattr(typed, name),
        max_length=most,
        rows=rows,
        autocomplete="off",
    )


def _choice(name: str, label: str, typed: Typed, options: Sequence[Option], *, required: bool = False) -> FormField:
    return FormField(
        name=name,
        kind="choice",
        label=label,
        required=required,
        value=getattr(typed, name),
        options=tuple(options),
        as_list=True,
    )
