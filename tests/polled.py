"""A poll made on its pages, for tests: drafted, opened, somebody on their way to it."""

import re
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from doorstep.wings.voting import drafting
from doorstep.wings.voting.models import Poll
from tests.living import employ

DAY = timedelta(days=1)
CITY = "510181000000"
OPTIONS = "修路灯 | 12000 | 510181901901 | 照明\n加座椅 | 5000\n种树 | 30000.50"


def signed_in(role: str, unit: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, unit))
    return client


def form(**changes: str) -> dict[str, str]:
    now = timezone.localtime()
    given = {
        "title": "先办哪几件",
        "question": "明年先办哪几件？",
        "place": CITY,
        "options": OPTIONS,
        "form": "approval",
        "most": "2",
        "rule": "greedy",
        "budget": "20000",
        "basis": "reference",
        "may_change": "on",
        "opens_at": (now + DAY).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + 3 * DAY).strftime("%Y-%m-%dT%H:%M"),
    }
    return {**given, **changes}


def drafted(office: Client, **changes: str) -> Poll:
    answer = office.post("/office/polls/new/", form(**changes))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Poll.objects.get()


def voting(office: Client, **changes: str) -> Poll:
    """A poll that is open now, with a roll of three; two share a phone."""
    poll = drafted(office, **changes)
    roll = "名册编号,姓名,手机号,地点\n1,王一,13800000001,\n2,王二,13800000001,\n3,李三,13800000003,\n"
    office.post(f"/office/polls/{poll.number}/roll/", {"file": SimpleUploadedFile("roll.csv", roll.encode())})
    office.post(f"/office/polls/{poll.number}/step/", {"verb": "announce"})
    move(poll, timezone.now() - DAY, timezone.now() + DAY)
    office.post(f"/office/polls/{poll.number}/step/", {"verb": "begin"})
    assert drafting.state_of(poll) == "voting"
    return Poll.objects.get()


def move(poll: Poll, opens: datetime, closes: datetime) -> None:
    """As though days had passed."""
    Poll.objects.filter(pk=poll.pk).update(opens_at=opens, closes_at=closes)


def come(client: Client, poll: Poll, phone: str, texts: list[str], elector: int | None = None) -> None:
    client.post(f"/polls/{poll.number}/come/", {"phone": phone})
    code = re.search(r"\d{6}", texts[-1])
    assert code
    answer = client.post(f"/polls/{poll.number}/come/code/", {"phone": phone, "code": code[0]})
    if elector:
        assert "现在是谁在投票" in answer.content.decode()
        answer = client.post(f"/polls/{poll.number}/come/code/", {"phone": phone, "elector": str(elector)})
    assert answer.status_code == 302
