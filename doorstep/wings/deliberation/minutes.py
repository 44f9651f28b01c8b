"""Minutes 纪要 written from what happened: who was there by count and seat, motions, how many spoke, votes, decisions. In Chinese.

The same meeting gives the same text. Names nobody; what people added is masked.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from doorstep.kernel.redaction.hiding import redact
from doorstep.store.cases.digests import straight
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.stories import story_of
from doorstep.wings.deliberation.calling import kind_of, offset
from doorstep.wings.deliberation.holding import hold
from doorstep.wings.deliberation.inviting import body_of
from doorstep.wings.deliberation.models import (
    EXTRA,
    NOT_PASSED,
    OBSERVER,
    PASSED,
    SEAT,
    TIED,
    Guest,
    Meeting,
    Motion,
    PublicMinutes,
    Speech,
)
from doorstep.wings.deliberation.objecting import objection_of
from doorstep.wings.deliberation.refusing import NothingToSign, TooLong
from doorstep.wings.deliberation.rules import CONTRA, PRO

LONGEST_ADDITION = 3000
RESULTS = {PASSED: "通过", NOT_PASSED: "没有通过", TIED: "平局，没有通过"}
WAYS = {"hands": "举手表决", "phones": "各人手机表决"}
NUMERALS = "一二三四五六七八九十"


def text_of(meeting: Meeting) -> str:
    """The whole, paragraph by paragraph."""
    parts = [_head(meeting), *(_offline(meeting) if meeting.is_offline else _held(meeting))]
    if meeting.additions:
        parts.append(f"补充：\n{meeting.additions}")
    return "\n\n".join(part for part in parts if part)


def _head(meeting: Meeting) -> str:
    body, local = body_of(meeting), (meeting.began_at or meeting.meets_at) + offset()
    lines = [
        f"会：{meeting.title}",
        f"议事组：{body.label.zh if body else meeting.body}（{kind_of(meeting).label.zh}）",
        f"时间地点：{local:%Y年%-m月%-d日}" + ("" if meeting.is_offline else f" {local:%H:%M}") + f"，{meeting.hall}",
    ]
    return "\n".join(lines)


def _offline(meeting: Meeting) -> list[str]:
    """A meeting held offline says so in its first words."""
    came = f"到会 {meeting.attended} 人"
    if meeting.deputies:
        came += f"，其中两代表一委员 {meeting.deputies} 人"
    passed = Motion.objects.filter(meeting=meeting, state=PASSED).order_by("position")
    lines = [f"{turn}. {one.text}" for turn, one in enumerate(passed, start=1)]
    decided = "通过的议题：\n" + "\n".join(lines) if lines else ""
    return [f"这次会线下开，凭签到表照片补录。{came}。", decided, _said_offline(meeting)]


def _said_offline(meeting: Meeting) -> str:
    held = find(meeting.case_id)
    said = said_in(held, "enter_afterwards", "decisions") if held else ""
    return f"议了什么、定了什么：\n{said}" if said else ""


def _held(meeting: Meeting) -> list[str]:
    guests = list(Guest.objects.filter(meeting=meeting).order_by("id"))
    motions = list(Motion.objects.filter(meeting=meeting).order_by("position"))
    heard: dict[int, list[tuple[int, str]]] = {}
    spoken = Speech.objects.filter(motion__meeting=meeting, began_at__isnull=False)
    for motion, guest, stance in spoken.values_list("motion_id", "guest_id", "stance"):
        heard.setdefault(motion, []).append((guest, stance))
    talked = [_motion(one, heard.get(one.pk, [])) for one in motions]
    return [_present(meeting, guests), *talked, _decided(motions), *_signed(guests)]


def _present(meeting: Meeting, guests: list[Guest]) -> str:
    came = [one for one in guests if one.arrived_at is not None]
    body = body_of(meeting)
    labels = {seat.code: seat.label.zh for seat in body.seats} if body else {}
    seats = [one for one in guests if one.role == SEAT]
    absent = [labels.get(one.seat, one.seat) for one in seats if one.arrived_at is None]
    here = [labels.get(one.seat, one.seat) for one in seats if one.arrived_at is not None]
    count = {role: sum(1 for one in came if one.role == role) for role in (SEAT, EXTRA, OBSERVER)}
    deputies = sum(1 for one in came if one.mark)
    whole = max(len(came), meeting.heads)
    by_role = f"固定席位 {count[SEAT]} 人（应到 {len(seats)} 人），X {count[EXTRA]} 人，旁听 {count[OBSERVER]} 人"
    lines = [f"到会 {whole} 人：{by_role}；其中两代表一委员 {deputies} 人。"]
    if meeting.heads > len(came):
        lines.append(f"现场清点 {meeting.heads} 人。")
    if here:
        lines.append(f"到会席位：{'、'.join(here)}。")
    if absent:
        lines.append(f"没有到会的席位：{'、'.join(absent)}。")
    lines.append(f"法定人数：{kind_of(meeting).quorum_words.zh}。")
    return "\n".join(lines)


def _motion(motion: Motion, heard: Sequence[tuple[int, str]]) -> str:
    """`heard`: who spoke on which side, once for each time."""
    stances, people = [stance for _, stance in heard], len({guest for guest, _ in heard})
    pro, contra = stances.count(PRO), stances.count(CONTRA)
    lines = [f"议题{_numeral(motion.position)}：{motion.text}"]
    if not motion.is_noticed:
        lines.append("公示里没有，只议不决。")
    if stances:
        lines.append(
            f"{people} 人发言 {len(stances)} 次：赞成 {pro} 次，反对 {contra} 次，其他 {len(stances) - pro - contra} 次。"
        )
    if motion.state in RESULTS:
        votes = f"赞成 {motion.yes}，反对 {motion.no}，弃权 {motion.abstained}"
        lines.append(f"{WAYS[motion.way]}，能表决的 {motion.present} 人在场：{votes}。{RESULTS[motion.state]}。")
    elif motion.is_noticed:
        lines.append("没有表决。")
    return "\n".join(lines)


def _numeral(position: int) -> str:
    return NUMERALS[position - 1] if 0 < position <= len(NUMERALS) else str(position)


def _decided(motions: list[Motion]) -> str:
    passed = [f"{turn}. {one.text}" for turn, one in enumerate((m for m in motions if m.state == PASSED), start=1)]
    return "议定：\n" + "\n".join(passed) if passed else "这次会没有作出决定。"


def _signed(guests: list[Guest]) -> list[str]:
    """How many confirmed, and what others find wrong, in their own words."""
    signed = sum(1 for one in guests if one.signed_at is not None)
    wrong = [said for one in guests if (said := objection_of(one))]
    told = [f"到会的人各自确认，{signed} 人已确认。"] if signed else []
    return told + ([f"{len(wrong)} 人有异议：\n" + "\n".join(f"· {said}" for said in wrong)] if wrong else [])


@transaction.atomic
def add(meeting: Meeting, text: str) -> None:
    """What the minutes say beside what the program wrote, whole, until they stand. Raises NothingToSign, TooLong."""
    held = hold(meeting)
    if held is None or held.case.state not in ("sitting", "signing"):
        raise NothingToSign
    said = redact(straight(text)).text
    if len(said) > LONGEST_ADDITION:
        raise TooLong(limit=LONGEST_ADDITION, length=len(said))
    if said != meeting.additions:
        meeting.additions = said
        meeting.save(update_fields=["additions"])
        Guest.objects.filter(meeting=meeting).update(signed_at=None)


def keep_public(meeting: Meeting, *, now: datetime) -> None:
    """The version that was reviewed, masked once more, is what everybody reads. Twice is once."""
    held = find(meeting.case_id)
    if held is not None and (said := offered(held)):
        PublicMinutes.objects.update_or_create(meeting=meeting, defaults={"text": said, "published_at": now})


def offered(held: Held) -> str:
    """The public version as it was last offered: what whoever reviews it reads, and then everybody. "" for none."""
    return said_in(held, "offer", "public_text")


def why_off(meeting: Meeting) -> str:
    """Why it was called off, as everybody reads it."""
    held = find(meeting.case_id)
    return said_in(held, "call_off", "why") if held and meeting.is_off else ""


def said_in(held: Held, verb: str, field: str) -> str:
    """What was written in the last such step, masked once more; "" for nothing."""
    lines = [line for line in story_of(held.case, law(held.law_id), "staff") if line.verb == verb]
    said = next((one.value for one in lines[-1].answers if one.name == field), "") if lines else ""
    return redact(said).text if isinstance(said, str) else ""


def drop_public(meeting: Meeting) -> None:
    """Gone from the public page at once."""
    PublicMinutes.objects.filter(meeting=meeting).delete()
