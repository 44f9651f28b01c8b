"""Deliberation in the town: sheets of meetings entered afterwards, candidates collected, a meeting held from notice to published
minutes, one that is announced. All through the real steps, seeded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life as Living
from doorstep.doors.town.living import Town
from doorstep.doors.town.ticking import ticking
from doorstep.doors.web.deliberation.ticked import agenda_of, ticked
from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.store.cases import towns
from doorstep.store.cases.opening import Opened, open_cases
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import agenda, attending, deciding, inviting, minutes, speaking
from doorstep.wings.deliberation.bodies import Body, assemblies
from doorstep.wings.deliberation.calling import Plan, call, next_days
from doorstep.wings.deliberation.candidates import Item, opening
from doorstep.wings.deliberation.following import choose_as_candidate
from doorstep.wings.deliberation.models import Guest, Meeting
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.town.gazetteer import Life
from doorstep.wings.town.voices import deliberating as voices
from doorstep.wings.town.voices.projects import REMEDIES
from doorstep.wings.voting.models import Poll

OFFICE, REVIEWER = "coordinator", "reviewer"
AT_ONCE = 200
BACK = timedelta(days=300)


def deliberations(town: Town, life: Life) -> Living:
    """Nothing happens where the pack has no bodies."""
    bodies = list(assemblies().bodies.values())
    if not bodies:
        return
    share = min(1.0, town.size / life.words)
    yield town.at(town.almanac.before_end(150))
    # The meeting held below is one of them.
    sheets, people = round(life.meetings * share), round(life.attendances * share)
    if sheets > 1:
        _enter_sheets(town, bodies, sheets - 1, people - voices.HEADS)
    yield town.hours(2)
    yield from _collect(town, round(life.candidates * share))
    yield town.at(town.almanac.before_end(100))
    body = next((one for one in bodies if one.unit == life.first_community), bodies[0])
    yield from _hold(town, body, is_collected=bool(life.candidates))
    yield town.at(town.almanac.before_end(20))
    _call(town, body, voices.COMING, voices.COMING_MOTIONS, days=6)


# ── meetings held before the town had this program ──────────────────────────────────────────────────


def _enter_sheets(town: Town, bodies: Sequence[Body], count: int, people: int) -> None:
    """The last so many usual days of all bodies, each with its sheet."""
    today = town.now.astimezone(LOCAL).date()
    usual = sorted(
        (
            (day, body)
            for body in bodies
            for day in next_days(body, since=today - BACK, until=today - timedelta(days=1))
        ),
        key=lambda pair: (pair[0], pair[1].code),
    )[-count:]
    rng = Random(f"{town.seed}:sheets")
    came = _shares(rng, people, len(usual))
    for (day, body), attended in zip(usual, came, strict=True):
        _enter(town, body, day, attended, rng)


def _shares(rng: Random, whole: int, parts: int) -> list[int]:
    """`parts` whole numbers of at least one that add up to the whole."""
    weights = [rng.uniform(0.5, 1.6) for _ in range(parts)]
    found = [max(1, int(whole * weight / sum(weights))) for weight in weights]
    for turn in range(max(0, whole - sum(found))):
        found[turn % parts] += 1
    return found


def _enter(town: Town, body: Body, day: date, attended: int, rng: Random) -> None:
    clerk = _clerk(town, body)
    what, _weight = rng.choice(voices.TROUBLES)
    plan = Plan(topic=what, body=body.code, day=day.isoformat(), at=body.at, hall=body.hall.zh)
    meeting = call(plan, actor=clerk, key=f"town:{body.code}:{day}", now=town.now)
    said, settled = rng.choice(voices.SHEETS)
    form = {
        "held_on": day.isoformat(),
        "attended": attended,
        "deputies": min(attended, rng.randint(0, 6)),
        "sheet": [_sheet(town, meeting, clerk)],
        "decisions": f"{said.format(what=what)}\n{settled}",
    }
    town.steps.act(meeting.case_id, "enter_afterwards", form, clerk, town.now)
    meeting.refresh_from_db()
    attending.close(meeting, actor=clerk, now=town.now)
    town.steps.answer(town.now)


def _sheet(town: Town, meeting: Meeting, clerk: Actor) -> str:
    """A drawn sheet of lines, no names."""
    picture = Image.new("RGB", (240, 320), (250, 249, 244))
    pen = ImageDraw.Draw(picture)
    for line in range(30, 310, 20):
        pen.line((16, line, 224, line), fill=(150, 150, 150))
    pen.text((16, 8), meeting.number, fill=(60, 60, 60))
    out = BytesIO()
    picture.save(out, "JPEG", quality=60)
    upload = SimpleUploadedFile("sheet.jpg", out.getvalue(), content_type="image/jpeg")
    (digest,) = keep_photos([upload], already=[], field="sheet", uploaded_by=f"staff:{clerk.id}", now=town.now)
    return digest


def _clerk(town: Town, body: Body) -> Actor:
    """Whoever convenes the body: the community's clerk, else the office."""
    if body.level == "community":
        return town.staff.clerk_of(body.unit)
    return town.staff.named(OFFICE)


# ── candidates ──────────────────────────────────────────────────────────────────────────────────────


def _collect(town: Town, count: int) -> Living:
    """So many troubles at so many places; the most named are listed, and of those everybody ticks: ten are chosen by the count."""
    made = [opened for part in _batches(town, count) for opened in part]
    town.steps.answer(town.now)
    office = town.staff.named(OFFICE)
    listed = made[: min(voices.LISTED, len(made) // 4)]
    for one in listed:
        town.steps.act(one.case_id, "list", {}, office, town.now)
    if len(listed) > voices.CHOSEN:
        yield from ticking(town, listed, voices.CHOSEN)
        return
    for one in listed:  # too few to vote on
        town.steps.act(one.case_id, "choose", {"why": voices.WHY_CHOSEN}, office, town.now)


def _batches(town: Town, count: int) -> Iterator[list[Opened]]:
    """The most often heard first; two hundred in one statement."""
    rng, spots = Random(f"{town.seed}:candidates"), atlas().of_level("community")
    # What most ask for is what is mended afterwards.
    whole = atlas().children()[0].path
    found = [(80 - 2 * turn, str(topic), whole) for turn, (topic, *_rest) in enumerate(REMEDIES)][:count]
    for turn in range(count - len(found)):
        what, weight = voices.TROUBLES[turn % len(voices.TROUBLES)]
        spot = spots[rng.randrange(len(spots))]
        found.append((rng.randint(1, 3 * weight), f"{spot.label.zh}{what}", spot.path))  # fewer than any of the ten
    found.sort(key=lambda one: (-one[0], one[1], one[2]))
    office = town.staff.named(OFFICE)
    openings = [
        opening(
            Item(topic=topic, source=("doors", "talk")[turn % 2], heard=heard, place_path=path), actor=office, key=None
        )
        for turn, (heard, topic, path) in enumerate(found)
    ]
    for first in range(0, len(openings), AT_ONCE):
        yield open_cases(openings[first : first + AT_ONCE], now=town.now)


# ── a whole meeting ─────────────────────────────────────────────────────────────────────────────────


def _call(town: Town, body: Body, topic: str, motions: Sequence[str], *, days: int) -> Meeting:
    clerk, day = _clerk(town, body), town.now.astimezone(LOCAL).date() + timedelta(days=days)
    poll = _vote()
    number = poll.number if poll else ""
    plan = Plan(topic=topic, body=body.code, day=day.isoformat(), at="15:00", hall=body.hall.zh, poll=number)
    meeting = call(plan, actor=clerk, key=f"town:{topic}", now=town.now)
    for turn, seat in enumerate(body.seats):
        inviting.invite(meeting, seat=seat.code, name=voices.NAMES[turn % len(voices.NAMES)], mark="")
    for turn, name in enumerate(voices.NAMES[5:]):
        mark = inviting.MARKS[turn + 1] if turn + 1 < len(inviting.MARKS) else ""
        inviting.invite(meeting, seat="", name=name, mark=mark)
    found = ticked(number)
    matters = agenda_of(found) if found else {}
    for text in motions:
        runs = SYSTEM if text in matters else clerk  # what the whole town ticked is no case of the community's
        agenda.add_motion(meeting, text, matter=matters.get(text, ""), actor=runs, now=town.now)
    agenda.announce(meeting, now=town.now)
    town.steps.answer(town.now)
    return meeting


def _vote() -> Poll | None:
    """The vote a meeting follows: one over candidates before any other."""
    polls = Poll.objects.order_by("opens_at", "number")
    return polls.filter(options__candidate__isnull=False).first() or polls.first()


def _settling(talk: voices.Talk) -> voices.Talk:
    """The same talk about what people ticked, where they ticked candidates: the first few chosen, each with the hands of a motion."""
    poll = _vote()
    found = ticked(poll.number) if poll and poll.options.filter(candidate__isnull=False).exists() else None
    if found is None or not found.chosen:
        return talk
    passed = [hands for _text, hands in talk.motions if hands[0] > hands[1]]
    return replace(talk, motions=tuple(zip(agenda_of(found), passed, strict=False)))


def _hold(town: Town, body: Body, *, is_collected: bool) -> Living:
    """`is_collected`: candidates are counted by a plan, and the meeting settles what was ticked; else what passes first becomes one."""
    clerk = _clerk(town, body)
    talk = voices.TALKS.get(towns.pack().name, voices.TICKED)
    talk = _settling(talk) if is_collected else talk
    meeting = _call(town, body, talk.topic, [text for text, _hands in talk.motions], days=3)
    yield town.at(meeting.meets_at)
    attending.begin(meeting, now=town.now)
    guests = list(Guest.objects.filter(meeting=meeting).select_related("meeting").order_by("id"))
    for guest in guests[:-1]:
        attending.arrive(guest, by="scan", now=town.now)
    attending.count_heads(meeting, str(voices.HEADS), now=town.now)
    for position, (_text, (yes, no, abstained)) in enumerate(talk.motions, start=1):
        yield town.minutes(12)
        motion = speaking.open_motion(meeting, position, now=town.now)
        for turn, guest in enumerate(guests[: 3 + position]):
            speaking.raise_hand(guest, motion, ("pro", "contra", "other")[turn % 3], now=town.now)
        while speaking.next_speaker(motion, now=town.now):
            yield town.minutes(2)
        deciding.count_hands(meeting, position, (str(yes), str(no), str(abstained)), now=town.now)
    agenda.add_motion(meeting, talk.late, actor=clerk, now=town.now)
    attending.adjourn(meeting, actor=clerk, now=town.now)
    minutes.add(meeting, talk.added)
    yield town.hours(3)
    for guest in guests[:6]:
        attending.sign(guest, now=town.now)
    attending.close(meeting, actor=clerk, now=town.now)
    if not is_collected:
        choose_as_candidate(meeting, 1, actor=clerk, now=town.now)
        town.steps.answer(town.now)
    town.steps.act(meeting.case_id, "offer", {"public_text": minutes.text_of(meeting)}, clerk, town.now)
    yield town.hours(5)
    town.steps.act(meeting.case_id, "publish", {}, town.staff.named(REVIEWER), town.now)
