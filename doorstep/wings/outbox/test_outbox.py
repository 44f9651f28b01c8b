"""Everybody a step names is told once, without a word of anybody's; what cannot be sent is tried again, and then shown."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from doorstep.adapters import sms
from doorstep.adapters.sms import SmsNotSent
from doorstep.kernel.actor import Actor
from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Receipt
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, set_phone
from doorstep.wings.outbox import duties, queries, reactions, services
from doorstep.wings.outbox.models import FAILED, QUEUED, SENT, Duty, Notice
from doorstep.wings.outbox.wording import words_of
from tests.living import LONG_AGO, NOW, employ, pooled, step, word

pytestmark = pytest.mark.django_db
SAID = "我是王小明，电话13812345678，路灯不亮"


class Gateway:
    """Takes messages, or refuses them while `is_down`."""

    def __init__(self) -> None:
        self.is_down = False
        self.taken: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> str:
        if self.is_down:
            raise SmsNotSent(f"no route to {phone}")
        self.taken.append((phone, text))
        return "m-1"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    made = Gateway()
    monkeypatch.setattr(sms, "_in_use", [made])
    return made


def hear(case_id: UUID, seq: int, event: str) -> None:
    told = Told(town="town_dujiangyan", case_id=case_id, seq=seq, event=event)
    reactions.tell_of_step(told, now=NOW)


def test_those_whom_a_step_tells_are_told_once() -> None:
    case = word(SAID)
    for _ in range(2):
        hear(case.case_id, 1, "case.opened")
    found = {(row.channel, row.recipient.partition(":")[0].partition("@")[0]) for row in Notice.objects.all()}
    assert found == {("sms", "receipt"), ("in_app", "first_desk")}
    assert Notice.objects.count() == 2
    assert ProcrastinateJob.objects.filter(task_name=services.SEND).count() == 1


def test_a_reporter_without_a_phone_gets_no_message() -> None:
    case = word(SAID, reporter=Reporter())
    hear(case.case_id, 1, "case.opened")
    assert not Notice.objects.filter(channel="sms").exists()


def test_a_notice_holds_no_personal_data_and_no_words() -> None:
    case = word(SAID)
    hear(case.case_id, 1, "case.opened")
    for row in Notice.objects.all():
        written = " ".join(str(getattr(row, field.name)) for field in Notice._meta.fields)
        for secret in ("王小明", "13812345678", "路灯"):
            assert secret not in written
        assert case.number in words_of(row.template, row.channel, row.params).zh


def test_a_message_is_sent_with_number_and_address(gateway: Gateway) -> None:
    case = word(SAID)
    hear(case.case_id, 1, "case.opened")
    notice = Notice.objects.get(channel="sms")
    for _ in range(2):
        services.deliver(notice.pk, now=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.tries, notice.sent_at) == (SENT, 1, NOW)
    ((phone, text),) = gateway.taken
    assert phone == "13812345678"
    assert case.number in text
    assert "http" in text
    assert "…" not in text


def test_a_message_that_fails_is_tried_again_then_given_up_and_shown_and_a_person_may_retry(gateway: Gateway) -> None:
    case = word(SAID)
    hear(case.case_id, 1, "case.opened")
    notice = Notice.objects.get(channel="sms")
    gateway.is_down = True
    for turn in range(1, services.MOST_TRIES):
        with pytest.raises(services.NotDelivered):
            services.deliver(notice.pk, now=NOW)
        notice.refresh_from_db()
        assert (notice.state, notice.tries) == (FAILED, turn)
    services.deliver(notice.pk, now=NOW)
    (shown,) = queries.undelivered()
    assert shown.is_given_up
    assert "13812345678" not in shown.error
    assert "***" in shown.error
    assert services.retry(notice.pk)
    gateway.is_down = False
    services.deliver(notice.pk, now=NOW)
    notice.refresh_from_db()
    assert notice.state == SENT
    assert queries.undelivered() == []
    assert not services.retry(notice.pk)


def test_a_landline_gets_no_message_and_a_person_is_told_to_call(gateway: Gateway) -> None:
    case = word("路灯不亮", reporter=Reporter(phone="02887123456"))
    hear(case.case_id, 1, "case.opened")
    notice = Notice.objects.get(channel="sms")
    services.deliver(notice.pk, now=NOW)
    notice.refresh_from_db()
    assert (notice.tries, gateway.taken) == (1, [])
    (shown,) = queries.undelivered()
    assert shown.is_given_up
    assert "座机" in shown.error


def test_a_number_that_was_erased_is_not_called(gateway: Gateway) -> None:
    case = word(SAID)
    hear(case.case_id, 1, "case.opened")
    Receipt.objects.filter(case_id=case.case_id).update(phone_cipher=None)
    notice = Notice.objects.get(channel="sms")
    with pytest.raises(services.NotDelivered):
        services.deliver(notice.pk, now=NOW)
    assert gateway.taken == []


def test_staff_read_what_concerns_their_posts(office: Actor) -> None:
    case = pooled(SAID, office)
    hear(case.case_id, 2, "case.handed_up")
    assert office.id
    (told,) = queries.notices_for(["office"], office.id)
    assert told.is_new
    assert told.number == case.number
    assert queries.unread_count(["office"], office.id) == 1
    queries.mark_seen(office.id, told.id, now=NOW)
    assert queries.unread_count(["office"], office.id) == 0
    assert queries.notices_for(["desk@cgj"], office.id) == []


def test_a_duty_that_falls_due_is_told_of_once_before_and_once_after(office: Actor) -> None:
    case = pooled(SAID, office)
    held = find(case.case_id)
    assert held is not None
    due = held.case.due_at
    assert due is not None
    assert reactions.sweep_clocks(NOW) == 0
    after = next_open(due)
    for _ in range(2):
        reactions.sweep_clocks(due - timedelta(minutes=30))
        reactions.sweep_clocks(after)
    found = sorted(Notice.objects.values_list("template", "recipient", "state"))
    me = f"person:{office.id}"
    assert found == [("clock.due_soon/office", me, SENT), ("clock.overdue/office", me, SENT)]


def next_open(at: datetime) -> datetime:
    return towns.pack().calendar.next_open(at + timedelta(minutes=5))


def due_of(case: Opened) -> datetime:
    held = find(case.case_id)
    assert held is not None
    assert held.case.due_at is not None
    return held.case.due_at


def test_the_supervisor_hears_what_her_unit_lets_slip(office: Actor) -> None:
    case = pooled(SAID, office)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})
    reactions.sweep_clocks(next_open(due_of(case)))
    told = set(Notice.objects.filter(template__startswith="clock.overdue").values_list("template", "recipient"))
    assert told == {("clock.overdue/desk", "desk@cgj"), ("clock.overdue/desk_supervisor", "desk_supervisor@cgj")}
    row = Notice.objects.get(template="clock.overdue/desk_supervisor")
    assert words_of(row.template, row.channel, row.params).zh.startswith("城管局有一件已经超时")


def test_nobody_is_told_of_clocks_outside_office_hours_and_nothing_is_lost_by_it(office: Actor) -> None:
    case = pooled(SAID, office)
    due = due_of(case)
    assert reactions.sweep_clocks(due + timedelta(hours=5)) == 0
    assert reactions.sweep_clocks(next_open(due)) == 1


def test_what_is_found_in_the_night_is_told_together_in_the_morning_but_not_what_was_done_meanwhile(
    office: Actor,
) -> None:
    cases = [pooled(SAID, office, now=NOW + timedelta(minutes=turn)) for turn in range(4)]
    evening = max(due_of(case) for case in cases) + timedelta(hours=3)
    for minutes in (0, 5, 10):
        assert reactions.sweep_clocks(evening + timedelta(minutes=minutes)) == 0
    assert sorted(Duty.objects.values_list("case_id", flat=True)) == sorted(case.case_id for case in cases)
    step(cases[0], "dispatch", office, {"unit": "cgj", "basis": "目录"}, now=evening + timedelta(hours=1))
    assert reactions.sweep_clocks(next_open(evening)) == 1
    row = Notice.objects.get(template__startswith="clock.")
    numbers = "、".join(case.number for case in cases[1:])
    assert words_of(row.template, row.channel, row.params).zh == f"3 件已超期：{numbers}"
    assert not Duty.objects.exists()
    assert reactions.sweep_clocks(next_open(evening) + timedelta(minutes=5)) == 0


def test_more_than_one_bite_is_told_in_one_notice(office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "BITE", 2)
    cases = [pooled(SAID, office, now=NOW + timedelta(minutes=turn)) for turn in range(5)]
    assert duties.find_duties(next_open(due_of(cases[-1]))) == 2
    assert reactions.sweep_clocks(next_open(due_of(cases[-1]))) == 1
    assert Notice.objects.get(template__startswith="clock.").params["late"] == "5"


def test_several_duties_of_one_desk_are_told_in_one_notice(office: Actor) -> None:
    cases = [pooled(SAID, office, now=NOW + timedelta(minutes=turn)) for turn in range(3)]
    later = next_open(due_of(cases[0]))
    fresh = pooled(SAID, office, now=later - timedelta(minutes=45), urgency="emergency")
    assert reactions.sweep_clocks(later) == 1
    row = Notice.objects.get(template__startswith="clock.")
    assert (row.recipient, row.params["link"]) == (f"person:{office.id}", "/desk/?due=overdue")
    assert office.id is not None
    (told,) = queries.notices_for([], office.id)
    assert (told.id, queries.unread_count([], office.id)) == (row.pk, 1)
    said = words_of(row.template, row.channel, row.params)
    assert said.zh == f"3 件已超期，1 件快到期：{'、'.join(case.number for case in cases)}等"
    assert said.en.startswith("3 overdue, 1 due soon: ")
    assert find(fresh.case_id) is not None
    assert reactions.sweep_clocks(later + timedelta(minutes=5)) == 0


def test_whoever_holds_the_post_is_told_once_of_all_their_posts_and_by_message_too(
    office: Actor, gateway: Gateway
) -> None:
    boss = employ("desk_supervisor", "cgj")
    hire(person=boss, role="desk_clerk", unit="cgj", from_on=LONG_AGO)
    clerk = employ("desk_clerk", "cgj", username="clerk_of_cgj")
    set_phone(clerk, "13900000001")
    cases = [pooled(SAID, office, now=NOW + timedelta(minutes=turn)) for turn in range(2)]
    for case in cases:
        step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})
    later = max(next_open(due_of(case)) for case in cases)
    reactions.sweep_clocks(later)
    told = Notice.objects.filter(template__startswith="clock.")
    assert sorted(told.values_list("channel", "recipient")) == sorted(
        [("in_app", f"person:{boss.pk}"), ("in_app", f"person:{clerk.pk}"), ("sms", f"person:{clerk.pk}")]
    )
    services.deliver(told.get(channel="sms").pk, now=later)
    ((phone, text),) = gateway.taken
    assert phone == "13900000001"
    assert text.startswith("2 件已超期：")
    assert "/desk/?due=overdue" in text


def test_nobody_gets_one_message_after_another(office: Actor) -> None:
    me = Person.objects.get(pk=office.id)
    set_phone(me, "13900000002")
    later = next_open(due_of(pooled(SAID, office)))
    reactions.sweep_clocks(later)
    pooled(SAID, office, now=later, urgency="emergency")
    reactions.sweep_clocks(later + timedelta(minutes=45))
    assert Notice.objects.filter(channel="sms", recipient=f"person:{me.pk}").count() == 1
    assert Notice.objects.filter(channel="in_app", recipient=f"person:{me.pk}").count() == 2


def test_what_waits_to_be_sent_is_queued(office: Actor) -> None:
    case = word(SAID)
    hear(case.case_id, 1, "case.opened")
    assert Notice.objects.get(channel="sms").state == QUEUED


def test_a_notice_names_the_due_moment_of_its_own_step_though_the_case_went_on(office: Actor) -> None:
    case = pooled(SAID, office)
    step(case, "explain", office, {"reason": "beyond_duty", "answer": "请找物业"})
    hear(case.case_id, 2, "case.handed_up")
    row = Notice.objects.get(template="case.handed_up/office")
    assert words_of(row.template, row.channel, row.params).zh.startswith("新报上来一件，请在 11月24日 17:00 前派单")
