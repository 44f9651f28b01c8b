"""What whoever runs a meeting may do on its page, each a word in the address and one call into the wing."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import CaseNotFound, FormRefused, PlaceUnknown
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases.acting import act
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import agenda, attending, deciding, following, inviting, minutes, speaking
from doorstep.wings.deliberation.models import Guest, Meeting
from doorstep.wings.deliberation.refusing import MotionUnknown
from doorstep.wings.intake.services import take_word

Does = Callable[[QueryDict, Meeting, Actor, datetime], str]


def _position(post: QueryDict) -> int:
    position = read_whole(post.get("motion", ""), digits=3)
    if position is None:
        raise MotionUnknown
    return position


def _guest(post: QueryDict, meeting: Meeting) -> Guest:
    wanted = read_whole(post.get("guest", "")) or 0
    found = Guest.objects.filter(meeting=meeting, id=wanted).select_related("meeting").first()
    if found is None:
        raise CaseNotFound
    return found


def _add_motion(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    agenda.add_motion(meeting, post.get("text", ""), matter=post.get("matter", "").strip()[:24], actor=actor, now=now)
    return "" if meeting.announced_at is None else _("加上了：公示里没有，可以议，不能表决。")


def _drop_motion(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    agenda.drop_motion(meeting, _position(post))
    return ""


def _invite(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    given = {name: post.get(name, "")[:80] for name in ("seat", "name", "mark", "phone")}
    if post.get("role") == "observer":
        inviting.observe(meeting, given["name"])
    else:
        inviting.invite(meeting, **given)
    return ""


def _phone(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    inviting.give_phone(_guest(post, meeting), post.get("phone", "")[:40])
    return _("手机号记下了。") if post.get("phone", "").strip() else _("手机号去掉了。")


def _uninvite(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    inviting.uninvite(meeting, _guest(post, meeting).id)
    return ""


def _announce(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    agenda.announce(meeting, now=now)
    return _("公示了，到日子就能开会。")


def _move(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    agenda.move(meeting, post.get("day", "")[:20], post.get("at", "")[:10], now=now)
    return _("改了日子，要重新公示。")


def _begin(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    attending.begin(meeting, now=now)
    return ""


def _arrive(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    attending.arrive(_guest(post, meeting), by="hand", now=now)
    return ""


def _leave(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    attending.leave(_guest(post, meeting), now=now)
    return ""


def _heads(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    attending.count_heads(meeting, post.get("heads", "")[:10], now=now)
    return ""


def _open(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    speaking.open_motion(meeting, _position(post), now=now)
    return ""


def _aside(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    speaking.lay_aside(meeting, _position(post), now=now)
    return ""


def _speak(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    motion = meeting.motions.filter(position=_position(post)).first()
    if motion is None:
        raise MotionUnknown
    speaking.raise_hand(_guest(post, meeting), motion, post.get("stance", ""), now=now)
    return ""


def _next(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    motion = meeting.motions.filter(position=_position(post)).first()
    if motion is None:
        raise MotionUnknown
    raw = post.get("after", "")
    after = read_whole(raw)
    has = speaking.next_speaker(motion, after=after, now=now)
    return "" if has else _("没有人等着发言了，可以表决。")


def _vote(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    deciding.open_vote(meeting, _position(post), now=now)
    return _("到会的人现在可以在手机上表决。")


def _count(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    deciding.count_phones(meeting, _position(post), now=now)
    return ""


def _hands(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    typed = (post.get("yes", "")[:8], post.get("no", "")[:8], post.get("abstain", "")[:8])
    deciding.count_hands(meeting, _position(post), typed, now=now)
    return ""


def _adjourn(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    attending.adjourn(meeting, actor=actor, now=now)
    return _("散会了，纪要写好了，请到会的人确认。")


def _add(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    minutes.add(meeting, post.get("additions", ""))
    return _("补充记下了，确认过的人要重新确认。")


def _sign(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    """On the clerk's laptop, by somebody without a phone who stands beside it."""
    attending.sign(_guest(post, meeting), now=now)
    return ""


def _close(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    attending.close(meeting, actor=actor, now=now)
    return _("纪要定了。")


def _offer(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    act(
        case_id=meeting.case_id,
        verb="offer",
        form={"public_text": post.get("public_text", "")},
        actor=actor,
        now=now,
    )
    return _("交给第二个人看，看过才公开。")


def _candidate(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    given = (post.get("outcome", ""), post.get("why", "")[:500])
    following.settle_candidate(meeting, _position(post), *given, actor=actor, now=now)
    return _("办了，提的人看得到结果和理由。")


def _choose(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    number = following.choose_as_candidate(meeting, _position(post), actor=actor, now=now)
    return _("列成征集项 %(number)s，选中了，可以立项。") % {"number": number}


def _list(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    number = following.list_as_candidate(meeting, _position(post), actor=actor, now=now)
    return _("列入清单了：%(number)s，接着可以请大家勾选。") % {"number": number}


@transaction.atomic
def _case(post: QueryDict, meeting: Meeting, actor: Actor, now: datetime) -> str:
    """What was decided is handled like any request, where the meeting may decide: it goes to the office, and from there to a
    department."""
    motion = following.passed_motion(meeting, _position(post))
    spot = atlas().get(post.get("place", ""))
    if spot is None or not spot.path.startswith(meeting.place_path):
        raise FormRefused({"place": PlaceUnknown()})
    opened = take_word(
        what=f"{motion.text}\n{following.reason(meeting, motion)}",
        place=spot.code,
        actor=actor,
        channel="desk",
        reporter=None,
        key=f"motion:{motion.id}",
        now=now,
    )
    following.note_became(meeting, motion.position, opened.number, now=now)
    return _("按会上定的开了一件事：%(number)s。") % {"number": opened.number}


DOES: Mapping[str, Does] = {
    "motion": _add_motion,
    "drop": _drop_motion,
    "invite": _invite,
    "uninvite": _uninvite,
    "phone": _phone,
    "announce": _announce,
    "move": _move,
    "begin": _begin,
    "arrive": _arrive,
    "leave": _leave,
    "heads": _heads,
    "open": _open,
    "aside": _aside,
    "speak": _speak,
    "next": _next,
    "vote": _vote,
    "count": _count,
    "hands": _hands,
    "adjourn": _adjourn,
    "add": _add,
    "sign": _sign,
    "close": _close,
    "offer": _offer,
    "candidate": _candidate,
    "choose": _choose,
    "list": _list,
    "case": _case,
}
