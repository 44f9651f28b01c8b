"""Enters a project's public money in the transaction of the step that says so: planned, received, spent; no document counts twice."""

from datetime import datetime

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.money import fen_of
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import sheets
from doorstep.store.cases.digests import straight
from doorstep.store.sealing import keyed_hash
from doorstep.wings.projects import spending
from doorstep.wings.projects.models import Money, Project
from doorstep.wings.projects.queries import purses_of
from doorstep.wings.projects.spending import BOOKED, PLANNED, RECEIVED, SPENT, Purse

LOCK = "SELECT pg_advisory_xact_lock(hashtext(current_schema() || ':projects_spent'))"


def plan(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """What is granted."""
    _enter(case, decision, PLANNED, now)


def receive(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """What came of it."""
    _enter(case, decision, RECEIVED, now)


def spend(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """What was paid, by a document that has not paid before."""
    _enter(case, decision, SPENT, now)


def check_nothing_planned(case: Case) -> None:
    """Money that was granted leaves with a counter-entry, never with the project. Raises MoneyStandsOnIt."""
    planned = spending.together(purses_of(case.id)).planned
    if planned:
        raise spending.MoneyStandsOnIt(yuan=spending.yuan_of(planned))


def _enter(case: Case, decision: Decision, stage: str, now: datetime) -> None:
    """Raises FormRefused (amount, document)."""
    facts = decision.facts
    project = Project.objects.select_for_update().filter(pk=case.id).first()
    if project is None:
        return
    amount, document = fen_of(facts["amount"]), _said(decision, "document")
    if stage != PLANNED and not document:
        raise FormRefused({"document": spending.DocumentMissing()})
    try:
        purses_of(case.id).get(facts["source"], Purse()).after(stage, amount)
    except FieldFault as fault:
        raise FormRefused({"amount": fault}) from None
    debit, credit = BOOKED[stage]
    project.money.create(
        stage=stage,
        source=facts["source"],
        amount_fen=amount,
        debit=debit,
        credit=credit,
        document=redact(document).text[:64],
        purpose=redact(_said(decision, "purpose")).text[:120],
        evidence=_evidence(project, stage, facts["source"], document, amount),
        at=now,
    )


def _said(decision: Decision, name: str) -> str:
    """As written on one line; projects under an older law keep the document among the facts."""
    return " ".join(straight(decision.texts.get(name) or str(decision.facts.get(name, ""))).split())[:64]


def _evidence(project: Project, stage: str, source: str, document: str, amount: int) -> bytes | None:
    """Its hash; None for what is only planned. What was spent, a document pays once in the whole jurisdiction; what came, it says once of
    a project and source: one order may send money to several. Raises FormRefused: it has been entered already, or what is to be
    taken back has not."""
    if stage == PLANNED:
        return None
    sheets.run(LOCK, [])
    written, of_this = "".join(document.split()).upper(), "" if stage == SPENT else f"{project.number}:{source}:"
    evidence = keyed_hash(f"{of_this}{written}", "public-spending" if stage == SPENT else "public-receipt")
    before = Money.objects.filter(evidence=evidence).select_related("project")
    standing = sum(one.amount_fen for one in before)
    if amount > 0 and standing > 0:
        used = spending.DocumentUsed if stage == SPENT else spending.ReceiptUsed
        raise FormRefused({"document": used(document=document, project=before[0].project.number)})
    # What came before receipts were told apart has no hash: it may be taken back as long as the sum allows.
    if amount < 0 and standing + amount < 0 and (stage == SPENT or before):
        raise FormRefused({"amount": spending.BelowNothing()})
    return evidence
