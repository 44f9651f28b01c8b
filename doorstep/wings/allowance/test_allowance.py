"""A month at 南桥: evidence certifies in silence, a record of death only raises a doubt, nothing stops without notice and review,
and whoever is certified again is paid what was owed, to the fen."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, Refusal, TimeNotOver
from doorstep.store.cases.acting import act
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to
from doorstep.store.cases.models import Event
from doorstep.store.notary.models import Deed
from doorstep.wings.allowance import batches, certifying, doubting, paying, queries, switching
from doorstep.wings.allowance.evidence import deliver
from doorstep.wings.allowance.models import Certification, Elder, Evidence, Payment
from doorstep.wings.allowance.policy import policy
from doorstep.wings.allowance.reactions import sweep_allowance
from doorstep.wings.allowance.roll import Entry, enter, import_roll, person_of
from doorstep.wings.allowance.rules import DOUBTED, ENDED, ENJOYING, PENDING, SUSPENDED
from doorstep.wings.allowance.verifying import verify_certifications
from tests.living import acting, employ

NANQIAO, OTHER = "510181902901", "510181901901"
NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
PLEA_OVER = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # ten working days and more
# An area code that no place has, and check digits that agree.
NUMBERS = ("990000194001010011", "990000193505050022", "990000192002020033")
pytestmark = pytest.mark.django_db


def _number(stem: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return stem + "10X98765432"[sum(w * int(d) for w, d in zip(weights, stem, strict=True)) % 11]


PEOPLE = [_number(one[:17]) for one in NUMBERS]


def _roll(place: str = NANQIAO) -> list[Elder]:
    enter(
        [Entry(name=f"老人{n}", number=number, place=place) for n, number in enumerate(PEOPLE)],
        within=["/"],
        by=None,
        now=NOW,
    )
    return list(Elder.objects.order_by("born_month").reverse())


def _evidence(*rows: tuple[str, str, str], now: datetime = NOW) -> int:
    text = "身份证号,类别,日期\n" + "\n".join(",".join(row) for row in rows)
    return deliver(text.encode(), "证据.csv", unit="wjj", by=None, now=now).new


def _told(case_id: UUID, now: datetime) -> None:
    """By name, as the worker finds them."""
    event = Event.objects.filter(case_id=case_id).order_by("-seq").first()
    assert event is not None
    for name in reactions_to(event.name):
        if name.startswith("allowance."):
            reaction_named(name)(Told(town="", case_id=case_id, seq=event.seq, event=event.name), now=now)


def _step(elder: Elder, verb: str, form: dict[str, object], actor: Actor, now: datetime) -> None:
    assert elder.case_id is not None
    act(case_id=elder.case_id, verb=verb, form=form, actor=actor, now=now)
    _told(elder.case_id, now)
    elder.refresh_from_db()


def _staff() -> tuple[Actor, Actor]:
    return (
        acting(employ("community_clerk", _unit_of(NANQIAO), NANQIAO, username="nq")),
        acting(employ("coordinator", "tcb")),
    )


def _unit_of(place: str) -> str:
    from doorstep.store.people.models import Unit

    return Unit.objects.get(place_code=place).code


def test_a_number_stands_once_sealed_and_is_checked() -> None:
    elders = _roll()
    assert enter([Entry(name="x", number=PEOPLE[0], place=NANQIAO)], within=["/"], by=None, now=NOW) == 0
    assert PEOPLE[0].encode() not in bytes(elders[0].sealed or b"")
    assert {person_of(one).number for one in elders} == set(PEOPLE)
    for number, field in ((PEOPLE[0][:17] + "0", "number"), (_number("99000019900101001"), "number")):
        with pytest.raises(FormRefused) as refused:
            enter([Entry(name="x", number=number, place=NANQIAO)], within=["/"], by=None, now=NOW)
        assert field in refused.value.faults
    with pytest.raises(FormRefused):
        enter([Entry(name="x", number=PEOPLE[0], place=NANQIAO)], within=["/510181/901/"], by=None, now=NOW)


def test_a_table_enters_the_good_rows_and_names_the_bad() -> None:
    text = f"姓名,身份证号,社区\n甲,{PEOPLE[0]},南桥社区\n乙,1234,南桥社区\n丙,{PEOPLE[1]},没有\n"
    new, faults = import_roll(text.encode(), "名册.csv", within=["/"], by=None, now=NOW)
    assert (new, [fault.row for fault in faults]) == (1, [3, 4])


def test_a_doubt_raised_while_others_are_certified_silently_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second, _third = _roll()
    switching.switch_on(NANQIAO, by=None, now=NOW)
    _evidence((PEOPLE[0], "门诊就医", "2026-11-03"))
    Elder.objects.update(state=PENDING)

    def doubt(*_handed: object, **_more: object) -> None:
        Elder.objects.filter(pk=first.pk).update(state=DOUBTED)

    monkeypatch.setattr(certifying, "notarise", doubt)
    assert certifying.certify_silently(NANQIAO, now=NOW) == 1
    assert Elder.objects.get(pk=first.pk).state == DOUBTED


def test_a_month_at_nanqiao() -> None:
    first, second, third = _roll()
    switching.switch_on(NANQIAO, by=None, now=NOW)
    assert (
        _evidence(
            (PEOPLE[0], "门诊就医", "2026-11-03"),
            (PEOPLE[1], "敬老卡乘车", "2026-11-03"),
            (PEOPLE[2], "death", "2026-11-04"),
        )
        == 3
    )
    assert (
        _evidence(
            (PEOPLE[0], "门诊就医", "2026-11-03"), (PEOPLE[0], "没有", "2026-11-03"), (PEOPLE[0], "bus", "2027-01-01")
        )
        == 0
    )
    for _turn in range(2):
        sweep_allowance(NOW)
    states = {one.id: one.state for one in Elder.objects.all()}
    assert states == {first.id: ENJOYING, second.id: PENDING, third.id: DOUBTED}
    assert Certification.objects.get(elder=first).way == "silent"
    assert Payment.objects.count() == 3
    certifying.certify(second.id, "visit", {"photo": "ab", "place": "31.02,103.6"}, by=None, now=NOW)
    with pytest.raises(Refusal):
        certifying.certify(second.id, "visit", {"photo": "ab", "place": "31.02,103.6"}, by=None, now=NOW)
    with pytest.raises(FormRefused):
        certifying.certify(third.id, "proxy", {"agent": "女儿"}, by=None, now=NOW)
    assert Deed.objects.filter(kind="evidence").count() == 4
    assert sorted(one.name for one in batches.certified("2026-11", ["/"])) == ["老人0", "老人1"]
    assert queries.counts(["/"])[DOUBTED] == 1
    assert list(verify_certifications()) == []
    seen = Certification.objects.get(elder=second)
    Certification.objects.filter(id=seen.id).update(sealed=Certification.objects.get(elder=first).sealed)
    assert [one.where for one in verify_certifications()] == [f"老人 {second.id} 2026-11 的认证"]
    december = NOW + timedelta(days=30)
    sweep_allowance(december)
    assert Elder.objects.get(id=second.id).state == PENDING
    sweep_allowance(NOW + timedelta(days=62))
    assert Elder.objects.get(id=second.id).state == DOUBTED


def test_nothing_stops_without_notice_and_review_and_all_is_paid_back() -> None:
    elder = _roll()[2]
    switching.switch_on(NANQIAO, by=None, now=NOW)
    _evidence((PEOPLE[2], "death", "2026-11-04"))
    sweep_allowance(NOW)
    elder.refresh_from_db()
    clerk, office = _staff()
    words = {"words": "情况"}
    with pytest.raises(Refusal):
        _step(elder, "stop", {"basis": "records", **words}, office, NOW)
    _step(elder, "visit", {"found": "not_found", **words}, clerk, NOW)
    with pytest.raises(Refusal):
        _step(elder, "stop", {"basis": "records", **words}, office, NOW)
    _step(elder, "notify", {"how": "letter", **words}, office, NOW)
    assert elder.state == DOUBTED
    with pytest.raises(TimeNotOver, match="2026-11-24"):
        _step(elder, "stop", {"basis": "out_of_reach", **words}, office, PLEA_OVER - timedelta(days=2))
    _step(elder, "stop", {"basis": "out_of_reach", **words}, office, PLEA_OVER)
    assert (elder.state, elder.stopped_from) == (SUSPENDED, date(2026, 12, 1))
    march = datetime(2027, 3, 10, 2, 0, tzinfo=UTC)
    sweep_allowance(march)
    assert Payment.objects.filter(elder=elder).count() == 1
    assert paying.owed(elder, now=march)[1:] == (120_000, "4 × 300.00 = 1200.00")
    certifying.certify(elder.id, "video", {"witness": "网格员小李"}, by=None, now=march)
    assert elder.case_id is not None
    _told(elder.case_id, march)
    elder.refresh_from_db()
    assert (elder.state, elder.stopped_from) == (ENJOYING, None)
    assert sorted(Payment.objects.filter(elder=elder, is_late=True).values_list("month", "fen")) == [
        (date(2026, 12, 1), 30000),
        *((date(2027, month, 1), 30000) for month in (1, 2, 3)),
    ]
    assert Certification.objects.get(elder=elder).is_late
    paying.pay_month(march.date(), place_path="/", now=march)
    assert Payment.objects.filter(elder=elder).count() == 5


def test_an_appeal_is_reviewed_again_and_a_cleared_record_raises_no_second_doubt() -> None:
    elder = _roll()[2]
    switching.switch_on(NANQIAO, by=None, now=NOW)
    _evidence((PEOPLE[2], "funeral", "2026-11-04"))
    sweep_allowance(NOW)
    elder.refresh_from_db()
    clerk, office = _staff()
    words = {"words": "情况"}
    _step(elder, "visit", {"found": "not_found", **words}, clerk, NOW)
    _step(elder, "notify", {"how": "phone", **words}, office, NOW)
    _step(elder, "stop", {"basis": "records", **words}, office, PLEA_OVER)
    _step(elder, "appeal", words, clerk, PLEA_OVER)
    assert elder.state == DOUBTED
    _step(elder, "clear", words, office, PLEA_OVER + timedelta(minutes=1))
    assert elder.state == PENDING
    sweep_allowance(PLEA_OVER + timedelta(minutes=2))
    elder.refresh_from_db()
    assert elder.state == PENDING
    again = PLEA_OVER + timedelta(minutes=3)
    doubting.raise_one(elder, "told", actor=office, now=again)
    elder.refresh_from_db()
    _step(elder, "visit", {"found": "died", **words}, clerk, again)
    _step(elder, "notify", {"how": "in_person", **words}, office, again)
    _step(elder, "end", {"cause": "died", **words}, office, again + timedelta(days=15))
    assert elder.state == ENDED
    with pytest.raises(Refusal):
        certifying.certify(elder.id, "video", {"witness": "x"}, by=None, now=NOW)


def test_the_pilot_comes_first_and_others_after_its_sheet() -> None:
    with pytest.raises(switching.PilotNotAssessed):
        switching.switch_on(OTHER, by=None, now=NOW)
    _roll()
    assert switching.switch_on(NANQIAO, by=None, now=NOW).is_pilot
    sheet = switching.assess(NANQIAO, "spread", "好用", by=UUID(int=1), now=NOW)
    assert sheet.counts["elders"] == 3
    assert switching.switch_on(OTHER, by=None, now=NOW).rhythm == "half_year"


def test_a_batch_is_written_in_each_departments_format() -> None:
    elder, *_others = _roll()
    switching.switch_on(NANQIAO, by=None, now=NOW)
    certifying.certify(elder.id, "window", {"document": "身份证"}, by=None, now=NOW)
    people = batches.certified("2026-11", ["/"])
    formats = policy().formats
    rows = {code: list(batches.rows_of(people, "2026-11", {}, one)) for code, one in formats.items() if one.columns}
    assert PEOPLE[0] in batches.as_csv(formats["finance"], rows["finance"]).decode()
    assert (
        f"<aac002>{PEOPLE[0]}</aac002>"
        in batches.as_xml(formats["health_insurance"], rows["health_insurance"]).decode()
    )
    assert batches.as_xlsx(formats["civil_affairs"], rows["civil_affairs"])[:2] == b"PK"
    assert PEOPLE[0] not in str(rows["print"])
    subject = batches.subject_of(people[0], "2026-11")
    assert subject["amountFen"] == 5000
    assert PEOPLE[0] not in str(subject)
    assert Evidence.objects.count() == 0
