"""Who attacks and what is attacked: the cast with their posts and tokens, and a case in every state."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.test import Client

from doorstep.doors.web.actors import RECEIPTS
from doorstep.kernel.actor import Actor
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.people.models import Person, Post
from doorstep.store.people.staffing import register_person
from doorstep.store.people.tokens import issue_token
from doorstep.store.places.atlas import atlas
from doorstep.wings.publication import services
from doorstep.wings.publication.services import publish_items
from tests.living import FINISHED, NOW, acting, employ, rated, step, word

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

NAME, PHONE = "欧阳若兰", "13987654321"
OWN = ("collected", "awaiting_rating", "rated")
"""The states of the cases whose receipts the resident of the cast holds."""


@dataclass(frozen=True, kw_only=True)
class Townsfolk:
    """Persons and tokens by role, cases by the state they stand in, the publication batch that is public."""

    persons: dict[str, Person]
    tokens: dict[str, str]
    cases: dict[str, Opened]
    batches: dict[str, Opened]
    sessions: dict[str, str] = field(default_factory=dict)

    def reader(self, who: str) -> Client:
        """A fresh browser on the session in which this member signed in once: for what leaves sessions as they are."""
        name = settings.SESSION_COOKIE_NAME
        if who not in self.sessions:
            cookies = self.window(who).cookies
            self.sessions[who] = cookies[name].value if name in cookies else ""
        client = Client(headers={"host": "testserver"})
        if self.sessions[who]:
            client.cookies[name] = self.sessions[who]
        return client

    def window(self, who: str) -> Client:
        """A browser in which this member of the cast is who they are."""
        client = Client(headers={"host": "testserver"})
        if who in self.persons:
            client.force_login(self.persons[who])
        elif who == RESIDENT:
            session = client.session
            session[RECEIPTS] = [str(self.cases[state].case_id) for state in OWN]
            session.save()
            client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client


def gather() -> Townsfolk:
    """Hire, open, act, publish: everything through the store, nothing by hand."""
    persons = {role: employ(role, unit, place) for role, (unit, place) in POSTS.items()}
    persons["administrator"].is_admin = True
    persons["administrator"].save()
    persons[STRANGER] = register_person(username=STRANGER, display_name="路过的人", password=None)
    tokens = {role: _token(persons[role]) for role in POSTS}
    office, desk = acting(persons["coordinator"]), acting(persons["desk_clerk"])
    cases = _cases(office, desk)
    return Townsfolk(persons=persons, tokens=tokens, cases=cases, batches=_batches(persons, cases))


def _token(person: Person) -> str:
    posts = Post.objects.filter(person=person).values_list("id", flat=True)
    return issue_token(person_id=person.pk, post_ids=posts, label="攻击测试", now=NOW)


def original(state: str) -> str:
    """What the reporter of the case in this state said, word for word."""
    return f"原话{state}：楼上老赵半夜敲鼓"


def title(state: str) -> str:
    """What lists call it."""
    return f"标题{state}噪声扰民"


def _word(state: str, office: Actor | None = None) -> Opened:
    reporter = Reporter(name=NAME, phone=PHONE, is_anonymous=False)
    named = {"title": title(state), "masked": title(state), "reporter": reporter, "private": {"point": "103.61,31.01"}}
    place = atlas().get(f"{COMMUNITY}g01")
    assert place
    opened = word(original(state), place=place.path, **named)
    if office:
        step(opened, "hand_up", office)
    return opened


def _finished(state: str, office: Actor, desk: Actor) -> Opened:
    case = _word(state, office)
    step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    step(case, "accept", desk)
    step(case, "finish", desk, FINISHED)
    return case


def _cases(office: Actor, desk: Actor) -> dict[str, Opened]:
    cases = {state: _word(state) for state in ("collected", "withdrawn")}
    cases |= {state: _word(state, office) for state in ("pooled", "merged", "disputed", "dispatched", "handling")}
    cases |= {state: _finished(state, office, desk) for state in ("awaiting_rating", "rated", "closed_unrated")}
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
