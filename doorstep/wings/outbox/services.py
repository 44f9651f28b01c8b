"""Writes notices and sends messages. Every notice is written once; a message may in a crash be sent twice, never lost.

Refuses to send what was given up, until a person retries it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from doorstep.adapters.sms import SmsNotSent, sms
from doorstep.kernel.case import Case
from doorstep.kernel.event import stamp
from doorstep.kernel.phones import is_mobile
from doorstep.kernel.standing import owed_by
from doorstep.store.cases import sheets, telling, towns
from doorstep.store.cases.handing_over import holder_of
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import unseal
from doorstep.wings.outbox.models import FAILED, GIVEN_UP, PERSON, QUEUED, SENT, Notice
from doorstep.wings.outbox.wording import words_of

SEND = "doorstep.send"
QUEUE = "outbox"
MOST_TRIES = 6
MESSAGES_APART = timedelta(hours=2)
RECEIPT = "receipt:"
RECEIPTS = "SELECT id FROM cases_receipt WHERE case_id = %s AND phone_cipher IS NOT NULL ORDER BY created_at, id"
STAFF_PHONE = """
SELECT c.phone_cipher FROM people_contact c JOIN people_person p ON p.id = c.person_id AND p.is_active WHERE p.id = %s
"""
# Trying again would not help: a person calls.
LANDLINE = "这是座机，收不到短信，请打电话告知"
PHONE = "SELECT phone_cipher FROM cases_receipt WHERE id = %s"


class NotDelivered(Exception):
    """通知没有送到，过一会儿再试。"""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A notice to be written. `due_at`: when what it tells of falls due, None when nothing does. `unit` and `link`, where they are
    not those of the case."""

    case: Case
    due_at: datetime | None
    seq: int
    event: str
    party: str
    channel: str
    recipients: tuple[str, ...] = field(default_factory=tuple)
    unit: str = ""
    link: str = ""


def draft_notices(
    case: Case, *, seq: int, event: str, parties: Iterable[str], due_at: datetime | None = None
) -> list[Draft]:
    """What the pack says about telling these parties of this event; parties it has no words for are not told."""
    notices = towns.pack().notices
    return [
        Draft(
            case=case,
            due_at=due_at or case.due_at,
            seq=seq,
            event=event,
            party=party,
            channel=one.channel,
            recipients=_recipients(case, party, one.channel),
        )
        for party in dict.fromkeys(parties)
        for one in notices.get((event, party), ())
    ]


def tell_units(case: Case, *, seq: int, event: str, units: Sequence[str], now: datetime) -> int:
    """Put a notice on the desks of these units; how many were new."""
    desks = tuple(f"desk@{unit}" for unit in dict.fromkeys(units))
    found = towns.pack().notices.get((event, "desk"), ())
    return write_notices(
        [
            Draft(case=case, due_at=None, seq=seq, event=event, party="desk", channel=one.channel, recipients=desks)
            for one in found
            if one.channel == "in_app"
        ],
        now=now,
    )


def tell_people(
    case: Case, *, event: str, party: str, people: Sequence[str], unit: str, link: str, due_at: datetime, now: datetime
) -> int:
    """A message to each of those whom a wing's book knows, once for each event; how many were new."""
    drafts = [
        Draft(
            case=case,
            due_at=due_at,
            seq=0,
            event=event,
            party=party,
            channel=one.channel,
            recipients=tuple(people),
            unit=unit,
            link=link,
        )
        for one in towns.pack().notices.get((event, party), ())
    ]
    return write_notices(drafts, now=now)


def forget_told(case_id: UUID, *, event: str) -> None:
    """Who was told of this, and what of it was not sent yet."""
    Notice.objects.filter(case_id=case_id, seq=0, template__startswith=f"{event}/").delete()


def _recipients(case: Case, party: str, channel: str) -> tuple[str, ...]:
    parties = towns.pack().parties
    if parties[party].reach == "receipt":
        rows = sheets.run(RECEIPTS, [holder_of(case)]) if channel == "sms" else []
        return tuple(f"{RECEIPT}{row[0]}" for row in rows)
    key = owed_by(party, case, parties)
    return () if not key or key.endswith("@") else (key,)


@transaction.atomic
def write_notices(drafts: Iterable[Draft], *, now: datetime) -> int:
    """Write those that are not yet written, and defer a job for each message; how many were new."""
    rows = [_row(draft, recipient, now) for draft in drafts for recipient in draft.recipients]
    known = set(
        Notice.objects.filter(
            case_id__in={row.case_id for row in rows},
            seq__in={row.seq for row in rows},
            recipient__in={row.recipient for row in rows},
        ).values_list("case_id", "seq", "template", "recipient", "channel")
    )
    fresh = [row for row in rows if (row.case_id, row.seq, row.template, row.recipient, row.channel) not in known]
    written = Notice.objects.bulk_create(fresh)
    for row in written:
        if row.channel == "sms":
            defer_sending(row.pk)
    return len(written)


def _row(draft: Draft, recipient: str, now: datetime) -> Notice:
    case = draft.case
    params = {
        "number": case.number,
        "unit": draft.unit or case.lead_unit,
        "link": draft.link or _path(case, recipient),
    }
    if draft.due_at:
        params["due"] = stamp(draft.due_at)
    is_message = draft.channel == "sms"
    return Notice(
        case_id=case.id,
        seq=draft.seq,
        channel=draft.channel,
        recipient=recipient,
        template=f"{draft.event}/{draft.party}",
        params=params,
        state=QUEUED if is_message else SENT,
        created_at=now,
        sent_at=None if is_message else now,
    )


def message(tally: Notice, *, now: datetime) -> int:
    """The same as a text message to a person whose number is known, unless one was sent a moment ago; how many were new."""
    person = tally.recipient.removeprefix(PERSON)
    if not sheets.run(STAFF_PHONE, [person]):
        return 0
    lately = Notice.objects.filter(channel="sms", recipient=tally.recipient, created_at__gt=now - MESSAGES_APART)
    if lately.exists():
        return 0
    tally.channel, tally.state, tally.sent_at = "sms", QUEUED, None
    tally.save()
    defer_sending(tally.pk)
    return 1


def _path(case: Case, recipient: str) -> str:
    if recipient.startswith(RECEIPT):
        return "/track/"
    return f"/publication/{case.id}/" if case.mechanism == "publication" else f"/desk/cases/{case.id}/"


def defer_sending(notice_id: int) -> None:
    """One job, in the transaction of the caller."""
    task = app.configure_task(SEND, queue=QUEUE, lock=f"notice:{schema()}:{notice_id}")
    task.defer(town=schema(), notice_id=notice_id)


def deliver(notice_id: int, *, now: datetime) -> None:
    """Send one message. Raises NotDelivered to be tried again; after six tries it is given up and shown to a person."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(id=notice_id).first()
        if notice is None or notice.state in (SENT, GIVEN_UP):
            return
        error = _send(notice)
        notice.tries += 1
        notice.tried_at = now
        notice.last_error = error
        if not error:
            notice.state, notice.sent_at = SENT, now
        else:
            notice.state = GIVEN_UP if notice.tries >= MOST_TRIES or error == LANDLINE else FAILED
        notice.save()
    if notice.state == FAILED:
        raise NotDelivered(notice.last_error)


def _send(notice: Notice) -> str:
    """ "" when the gateway took it, else what it said, without the number."""
    sealed = _sealed_number(notice.recipient)
    if sealed is None:
        return "号码已清除"
    number = unseal(bytes(sealed))
    if not is_mobile(number):
        return LANDLINE
    try:
        sms().send(number, words_of(notice.template, notice.channel, notice.params).zh)
    except SmsNotSent as failed:
        return re.sub(r"\d{5,}", "***", str(failed))[:200] or "短信网关没有收下"
    return ""


def _sealed_number(recipient: str) -> bytes | None:
    kind, _, known = recipient.partition(":")
    if f"{kind}:" not in (PERSON, RECEIPT):
        return telling.number_of(recipient)
    rows = sheets.run(STAFF_PHONE if f"{kind}:" == PERSON else PHONE, [known])
    return rows[0][0] if rows else None


@transaction.atomic
def retry(notice_id: int) -> bool:
    """Start anew with a message that failed or was given up; False when there is no such message."""
    changed = Notice.objects.filter(id=notice_id, state__in=(FAILED, GIVEN_UP)).update(state=QUEUED, tries=0)
    if changed:
        defer_sending(notice_id)
    return bool(changed)
