"""Carries out what was granted, in the transaction of the step that grants it: correct, delete, take consent back.

Refuses to delete what is still being handled: then nothing was granted either.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.phones import read_phone
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import models as cases
from doorstep.store.cases.erasing import correct_contact, erase_cases, erase_contacts, erase_guardians
from doorstep.store.cases.following import Follower
from doorstep.store.sealing import unseal
from doorstep.wings.rights.consents import withdraw_all
from doorstep.wings.rights.holdings import Owner, correct_elsewhere, erase_elsewhere, still_needed
from doorstep.wings.rights.models import Correction, Request
from doorstep.wings.rights.noting import erase_files, note_erased
from doorstep.wings.rights.queries import owner_of, receipts_of, shared
from doorstep.wings.rights.sealed import bring_back, seal_away


class StillHandled(Refusal):
    """%(numbers)s还在办，现在删就没法办了：请选“只办已经办结的事项”，或者等办结再删。"""


class StillNeeded(Refusal):
    """%(why)s。可以先不同意，写明法律要求保存的理由，或者等它停了再删。"""


class PapersMissing(Refusal):
    """请求人说自己是%(who)s，要先看对应的证明：监护证明，或者死亡证明和亲属关系证明。"""

    status = 422


class NobodyAsks(Refusal):
    """这件请求没有写明是谁的信息，不能照办；请本人从“我的个人信息”那一页重新提。"""


class ValueGone(Refusal):
    """要改成什么已经看不到了，没法更正。"""


def carry_out(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """What `kind` asks for, as far as `extent` goes."""
    request = Request.objects.select_for_update().filter(case_id=case.id).first()
    if request is None:  # a case of this mechanism that came by another way than the page of rights
        raise NobodyAsks
    owner = owner_of(request)
    match request.kind:
        case "correct":
            outcome = _correct(case.id, owner, actor, now)
        case "delete":
            outcome = _delete(owner, str(decision.facts.get("extent", "all")), now)
            note_erased(outcome, request=case.id, by=actor.id, now=now)
        case "withdraw_consent":
            asked = cases.Event.objects.get(case_id=case.id, seq=1).facts
            count = withdraw_all(str(asked.get("consent", "")), owner.cases, by=actor.id, now=now)
            outcome = {"rights_agreement": count}
        case _:
            outcome = {}
    request.outcome, request.carried_at = outcome, now
    request.save(update_fields=["outcome", "carried_at"])


PAPERS = {"guardian": Words(zh="监护人", en="the guardian"), "kin": Words(zh="近亲属", en="next of kin")}


def check_papers(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """A guardian or next of kin is believed by papers alone, whatever code came by phone; others need none of theirs."""
    relation = str(cases.Event.objects.get(case_id=case.id, seq=1).facts.get("relation", "self"))
    if relation in PAPERS and decision.facts.get("seen") != relation:
        raise PapersMissing(who=PAPERS[relation])


def _correct(case_id: UUID, owner: Owner, actor: Actor, now: datetime) -> dict[str, int]:
    asked = cases.Event.objects.get(case_id=case_id, seq=1).facts
    sealed = cases.SealedText.objects.filter(case_id=case_id, seq=1, field="value").values_list("cipher", flat=True)
    if not sealed or not sealed[0]:
        raise ValueGone
    value, target = unseal(bytes(sealed[0])), str(asked.get("target", ""))
    theirs = receipts_of(owner)
    receipts = [receipt for several in theirs.values() for receipt in several]
    changed = (
        correct_contact(receipts, phone=read_phone(value))
        if target == "phone"
        else correct_contact(receipts, name=" ".join(value.split()))
    )
    Correction.objects.bulk_create(
        Correction(case_id=one, request=case_id, target=target, by=actor.id, at=now) for one in theirs
    )
    return {"cases_receipt": changed, **correct_elsewhere(owner, target, " ".join(value.split()))}


def _delete(owner: Owner, extent: str, now: datetime) -> dict[str, int]:
    receipts = receipts_of(owner)
    kept = shared(owner, receipts)
    if extent == "contact":
        theirs = [one for several in receipts.values() for one in several]
        alone = [case_id for case_id in owner.cases if case_id not in kept]
        return {
            "cases_receipt": erase_contacts(theirs),
            "cases_sealedtext": erase_guardians(alone, now=now),
        }
    rows = cases.Case.objects.filter(id__in=owner.cases).values_list("id", "number", "is_final")
    running = [number for _id, number, is_final in rows if not is_final]
    if running and extent == "all":
        raise StillHandled(numbers=tuple(running))
    needed = still_needed(owner)
    if needed and extent == "all":
        raise StillNeeded(why=needed[0])
    over = [case_id for case_id, _number, is_final in rows if is_final and case_id not in kept]
    over_receipts = [
        one for case_id, _number, is_final in rows if is_final and case_id in kept for one in receipts.get(case_id, ())
    ]
    gone = erase_cases(over, now=now, with_digest=True)
    erase_files(gone.stored)
    elsewhere = erase_elsewhere(
        Owner(
            cases=tuple(over),
            phone_hash=None if running else owner.phone_hash,
            identity_hash=None if needed else owner.identity_hash,
        )
    )
    return {
        "cases_sealedtext": gone.texts,
        "cases_receipt": gone.persons + erase_contacts(over_receipts),
        "cases_attachment": len(gone.stored),
        "cases_casewords": gone.digests,
        **elsewhere,
    }


FOLLOWERS: Mapping[str, Iterable[Follower]] = {
    "rights.identity_checked": [check_papers],
    "rights.granted": [carry_out],
    "rights.granted_after_all": [carry_out],
    "case.sealed": [seal_away],
    "case.unsealed": [bring_back],
    "petition.sealed": [seal_away],
    "petition.unsealed": [bring_back],
}
