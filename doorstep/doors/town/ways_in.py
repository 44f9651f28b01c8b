"""The ways in: whoever says a word says it at one of the house's own doors, each of which takes it as it takes everybody's.

What another system hands over comes in by the file: see `handing_over`.
"""

from collections.abc import Callable
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from doorstep.doors.open311.posting import take_post
from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.chatting import tell_by_chat
from doorstep.doors.town.ground import point_in, point_well_in
from doorstep.doors.town.living import Matter, Town
from doorstep.doors.town.pictures import draw
from doorstep.doors.web.hotline.asking import ANONYMOUS as NO_NAME
from doorstep.doors.web.hotline.asking import NAMED, Typed
from doorstep.doors.web.hotline.taking import take_call
from doorstep.kernel.actor import ANONYMOUS
from doorstep.store.cases.opening import Reporter
from doorstep.wings.intake.services import take_word

UNCHOSEN = 3
HAS_NAME, REACHABLE = 0.45, 0.85
POINTED = {"web": 0.8, "visit": 0.9}
CALLER, PROGRAM = "hotline", "coordinator2"
ASKS = "打电话来问办到哪一步了。"
Opened = tuple[UUID, str]


def enter(town: Town, matter: Matter) -> None:
    """The first word comes in by its own door, and is answered."""
    reporter = reporter_of(matter)
    matter.phone = reporter.phone
    way = BY_DOOR.get(matter.fate.channel, _written)
    matter.case_id, matter.number = way(town, matter, reporter)
    town.by_case[matter.case_id] = matter
    town.steps.answer(town.now)


def reporter_of(matter: Matter) -> Reporter:
    """Whether they say their name, and whether they leave a phone."""
    rng, seen = matter.rng, matter.fate.scene
    is_named = rng.random() < HAS_NAME
    return Reporter(
        is_anonymous=not is_named,
        name=seen.name if is_named else "",
        phone=seen.phone if rng.random() < REACHABLE else "",
    )


def chooses_none(matter: Matter) -> bool:
    """Some who write themselves leave it to others what kind of matter theirs is, and whoever chats is not asked: the office then
    sorts it. Whoever informs against somebody says so."""
    fate = matter.fate
    is_left = fate.channel == "web" and fate.road in ("up", "fresh") and fate.number % UNCHOSEN == 0
    return (is_left and fate.trouble.request != "tip_off") or fate.channel == "wechat"


def call_again(town: Town, matter: Matter, words: str) -> None:
    """Whoever waits and left a phone rings up; the call-taker sees what that number reported before, and urges it on."""
    typed = Typed(
        phone=matter.phone,
        reference=_reference(town, matter),
        about=matter.number,
        what=words or ASKS,
        key=f"town:{town.seed}:{matter.fate.number}:{town.env.now}",
    )
    take_call(typed, actor=town.staff.named(CALLER), now=town.now)
    town.steps.answer(town.now)


def _reference(town: Town, matter: Matter) -> str:
    """As a call centre numbers its calls: the day, and a serial number."""
    return f"{town.now.astimezone(LOCAL):%Y%m%d%H%M}-{matter.fate.number:04d}"


def _key(town: Town, matter: Matter) -> str:
    return f"town:{town.seed}:{matter.fate.number}"


def _written(town: Town, matter: Matter, reporter: Reporter) -> Opened:
    """By the resident on the web; on a visit by the visitor."""
    fate, rng = matter.fate, matter.rng
    opened = take_word(
        what=matter.says,
        place=matter.spot.place.code,
        point=point_in(matter.spot.place, rng) if rng.random() < POINTED[fate.channel] else None,
        spot=matter.fill(fate.trouble.spot),
        photos=town.studio.before(matter, by="resident", now=town.now),
        category="" if chooses_none(matter) else fate.trouble.category,
        request_type="" if chooses_none(matter) else fate.trouble.request,
        urgency=fate.trouble.urgency,
        actor=town.visitor(matter) if fate.channel == "visit" else ANONYMOUS,
        channel=fate.channel,
        reporter=reporter,
        key=_key(town, matter),
        now=town.now,
    )
    return opened.case_id, opened.number


def _called(town: Town, matter: Matter, reporter: Reporter) -> Opened:
    """By phone: the hotline's desk writes it down."""
    fate = matter.fate
    typed = Typed(
        phone=reporter.phone,
        reference=_reference(town, matter),
        what=matter.says,
        place=matter.spot.place.code,
        spot=matter.fill(fate.trouble.spot),
        category=fate.trouble.category,
        request_type=fate.trouble.request,
        urgency=fate.trouble.urgency,
        caller=NAMED if reporter.name else NO_NAME,
        name=reporter.name,
        key=_key(town, matter),
    )
    taken = take_call(typed, actor=town.staff.named(CALLER), now=town.now)
    return taken.case_id, taken.number


def _posted(town: Town, matter: Matter, reporter: Reporter) -> Opened:
    """By a citizens' program that speaks Open311."""
    fate, (lon, lat) = matter.fate, point_well_in(matter.spot.place, matter.spot.grid, matter.rng)
    given = {
        "service_code": fate.trouble.category,
        "lat": f"{lat:.6f}",
        "long": f"{lon:.6f}",
        "description": matter.says,
        "last_name": reporter.name,
        "phone": reporter.phone,
        "attribute[request_type]": fate.trouble.request,
    }
    picture = draw(matter.shows, is_mended=False, rng=matter.rng) if matter.shows else b""
    media = [SimpleUploadedFile("media.jpg", picture)] if picture else []
    matter.is_photographed = bool(picture)
    actor = town.staff.named(PROGRAM)
    opened = take_post(given, media=media, actor=actor, key=f"open311:{_key(town, matter)}", now=town.now)
    return opened.case_id, opened.number


def _chatted(town: Town, matter: Matter, reporter: Reporter) -> Opened:
    """Through the official account, where nobody is asked for a name."""
    matter.phone = ""
    return tell_by_chat(town, matter)


BY_DOOR: dict[str, Callable[[Town, Matter, Reporter], Opened]] = {
    "hotline": _called,
    "open311": _posted,
    "wechat": _chatted,
}
