"""Who attacks and what is attacked: the cast with their posts and tokens, and a case in every state."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.store.cases.opening import Opened
from doorstep.store.people.models import Person, Post
from doorstep.store.people.staffing import register_person
from doorstep.store.people.tokens import issue_token
from doorstep.wings.publication import services
from doorstep.wings.publication.services import publish_items
from tests.living import NOW, acting, employ, finished, pooled, rated, step, word

COMMUNITY = "510181901901"
POSTS = {
    "grid_worker": ("xfjd_xfq", "510181901901g01"),
    "community_clerk": ("xfjd_xfq", COMMUNITY),
    "street_clerk": ("xfjd", "510181901000"),
    "desk_clerk": ("cgj_szss", ""),
    "desk_supervisor": ("cgj", ""),
    "coordinator": ("tcb", ""),
    "publisher": ("tcb", ""),
    "reviewer": ("tcb", ""),
    "leader": ("djy", ""),
    "auditor": ("djy", ""),
    "administrator": ("djy", ""),
}
STRANGER, RESIDENT, NOBODY = "stranger", "resident", "nobody"
CAST = (*POSTS, STRANGER, RESIDENT, NOBODY)
"""`stranger` signs in and holds no post; `resident` has shown the receipts of three cases; `nobody` has shown nothing."""

NAME, PHONE, SPOT, ORIGINAL = "欧阳若兰", "13987654321", "七栋三单元九零二", "楼上老赵天天半夜敲鼓"
SEALED = (NAME, PHONE, SPOT, ORIGINAL)
OWN = ("collected", "awaiting_rating", "rated")
"""The states of the cases whose receipts the resident of the cast holds."""


@dataclass(frozen=True, kw_only=True)
class Townsfolk:
    """Persons and tokens by role, cases by the state they stand in, the publication batch that is public."""

    persons: dict[str, Person]
    tokens: dict[str, str]
    cases: dict[str, Opened]
    batches: dict[str, Opened]

    def window(self, who: str) -> Client:
        """A browser in which this member of the cast is who they are."""
        client = Client(headers={"host": "testserver"})
        if who in self.persons:
            client.force_login(self.persons[who])
        elif who == RESIDENT:
            for state in OWN:
                client.get(f"/t/{self.cases[state].code}/")
        return client


def gather() -> Townsfolk:
    """Hire, open, act, publish: everything through the store, nothing by hand."""
    persons = {role: employ(role, unit, place) for role, (unit, place) in POSTS.items()}
    persons[STRANGER] = register_person(username=STRANGER, display_name="路过的人", password=None)
    tokens = {role: _token(persons[role]) for role in POSTS}
    office, desk = acting(persons["coordinator"]), acting(persons["desk_clerk"])
    cases = _cases(office, desk)
    return Townsfolk(persons=persons, tokens=tokens, cases=cases, batches=_batches(persons, cases))


def _token(person: Person) -> str:
    posts = Post.objects.filter(person=person).values_list("id", flat=True)
    return issue_token(person_id=person.pk, post_ids=posts, label="攻击测试", now=NOW)


def _said(title: str) -> dict[str, object]:
    from doorstep.store.cases.opening import Reporter

    reporter = Reporter(name=NAME, phone=PHONE, is_anonymous=False)
    return {"title": title, "masked": title, "reporter": reporter, "private": {"point": "103.61,31.01"}}


def _cases(office: Actor, desk: Actor) -> dict[str, Opened]:
    text = f"{ORIGINAL}，我叫{NAME}，电话{PHONE}，住{SPOT}"
    cases = {
        "collected": word(text, **_said("路灯不亮")),
        "pooled": pooled(text, office, **_said("井盖松动")),
        "merged": pooled(text, office, **_said("井盖松动二")),
        "disputed": pooled(text, office, **_said("占道经营")),
        "dispatched": pooled(text, office, **_said("占道经营二")),
        "handling": pooled(text, office, **_said("护栏松动")),
        "awaiting_rating": finished(text, office, desk, "cgj_szss", **_said("水管漏水")),
        "rated": finished(text, office, desk, "cgj_szss", **_said("垃圾未清")),
        "closed_unrated": finished(text, office, desk, "cgj_szss", **_said("绿化枯死")),
        "withdrawn": word(text, **_said("噪声扰民")),
    }
    step(cases["merged"], "merge", office, {"into": cases["pooled"].number})
    for state in ("disputed", "dispatched", "handling"):
        step(cases[state], "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    step(cases["disputed"], "object", desk, {"reason": "not_our_duty", "explanation": "不归我们管"})
    step(cases["handling"], "accept", desk)
    step(cases["closed_unrated"], "close_unrated", office, now=NOW + timedelta(days=30))
    withdrawn = cases["withdrawn"].case_id
    step(withdrawn, "withdraw", Actor(kind="resident", receipts=frozenset({withdrawn})))
    rated(cases["rated"])
    return cases


def _batches(persons: dict[str, Person], cases: dict[str, Opened]) -> dict[str, Opened]:
    publisher, reviewer = acting(persons["publisher"]), acting(persons["reviewer"])
    public = services.open_batch(title="第一批", actor=publisher, now=NOW)
    services.add_items(public.case_id, [cases["rated"].number], actor=publisher, now=NOW)
    for verb, actor in (("submit", publisher), ("approve", reviewer)):
        services.take_batch_step(public.case_id, verb, {}, actor=actor, now=NOW, key=None, seen=None)
    publish_items(public.case_id, now=NOW)
    draft = services.open_batch(title="第二批", actor=publisher, now=NOW)
    services.add_items(draft.case_id, [cases["closed_unrated"].number], actor=publisher, now=NOW)
    return {"published": public, "drafted": draft}
