"""Takes requests in, and carries out what a person has granted: in the transaction of the step, so that nothing is only said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.phones import PhoneUnreadable, read_phone
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.store.cases.opening import Opened, Opening, Reporter, open_case
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import keyed_hash
from doorstep.wings.rights.models import Request
from doorstep.wings.rights.register import check_register

MECHANISM = "rights_request"
FILLERS = (check_register,)
TITLES = {
    "see": "查阅、复制个人信息",
    "correct": "更正个人信息",
    "delete": "删除个人信息",
    "withdraw_consent": "撤回同意",
    "explain": "请求说明怎么处理个人信息",
}


class NothingProven(Refusal):
    """请先证明是您本人：用留过的手机号收一个验证码，或者用回执上的编号和查询码，或者津贴凭证上的二维码。"""

    status = 422


class ValueMissing(FieldFault):
    """请写上改成什么。"""


class TargetMissing(FieldFault):
    """请选更正哪一样。"""


class PhoneNotHeld(FieldFault):
    """名册上没有手机号，能更正的是姓名；身份证号或社区错了，请带证件到社区窗口重新登记。"""


class PhoneWrong(FieldFault):
    """这个手机号看起来不对，请再看一遍。"""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What somebody asks for. `cases`: those whose receipts they hold. `phone`: the number they proved to own, or "".
    `entry`, `identity`: their entry of a roll and the keyed hash of their ID number, where they stand on one. `at_window`: a clerk
    saw who asks, and hands it in for them."""

    kind: str
    cases: tuple[UUID, ...]
    phone: str = ""
    entry: UUID | None = None
    identity: bytes = b""
    at_window: bool = False
    target: str = ""
    value: str = ""
    consent: str = ""
    relation: str = "self"
    words: str = ""

    def form(self) -> Mapping[str, str]:
        given = {
            "kind": self.kind,
            "proof": self.proof(),
            "target": self.target,
            "value": self.value,
            "consent": self.consent,
            "relation": self.relation,
            "words": self.words,
        }
        return {name: said for name, said in given.items() if said}

    def proof(self) -> str:
        if self.at_window:
            return "window"
        if self.phone:
            return "phone"
        return "credential" if self.identity else "receipt"


@transaction.atomic
def ask(asking: Asking, *, actor: Actor, key: str | None, unit: str = "", now: datetime) -> Opened:
    """Open the request's case, with a receipt of its own. Raises NothingProven, FormRefused and whatever `open_case` raises."""
    if not asking.cases and not asking.phone and not asking.identity:
        raise NothingProven
    check_correction(asking)
    title = TITLES.get(asking.kind, "个人信息权利请求")
    opening = Opening(
        mechanism=MECHANISM,
        actor=actor,
        form=asking.form(),
        title=title,
        body=title,
        place_path=atlas().children()[0].path,
        category=UNSORTED,
        request_type="other",
        channel="web",
        opened_unit=unit,
        reporter=Reporter(phone=asking.phone),
        key=key,
    )
    opened = open_case(opening, now=now)
    if not opened.is_repeat:
        Request.objects.create(
            case_id=opened.case_id,
            kind=asking.kind,
            cases=[*asking.cases, *([asking.entry] if asking.entry else [])],
            phone_hash=keyed_hash(asking.phone, "phone") if asking.phone else None,
            identity_hash=asking.identity or None,
            asked_at=now,
        )
    return opened


def check_correction(asking: Asking) -> None:
    """Raises FormRefused unless a correction says what is to become what."""
    if asking.kind != "correct":
        return
    faults: dict[str, FieldFault] = {}
    if asking.target not in ("name", "phone"):
        faults["target"] = TargetMissing()
    elif asking.target == "phone" and not asking.cases and not asking.phone:
        faults["target"] = PhoneNotHeld()
    if not asking.value.strip():
        faults["value"] = ValueMissing()
    elif asking.target == "phone":
        try:
            read_phone(asking.value)
        except PhoneUnreadable:
            faults["value"] = PhoneWrong()
    if faults:
        raise FormRefused(faults)


def requests_of(case_ids: Sequence[UUID]) -> list[Request]:
    """The requests among these cases."""
    return list(Request.objects.filter(case_id__in=case_ids).order_by("-asked_at"))


def about(held: Sequence[UUID]) -> tuple[UUID, ...]:
    """Of the cases that somebody holds, those that a request is about: not the requests themselves."""
    own = set(Request.objects.filter(case_id__in=held).values_list("case_id", flat=True))
    return tuple(one for one in held if one not in own)
