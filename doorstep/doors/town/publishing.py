"""The editor and the reviewer: five batches before the public, one under review, one being drafted when the visitor comes."""

from dataclasses import dataclass
from uuid import UUID

from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import Actor
from doorstep.wings.publication import queries, services
from doorstep.wings.publication.models import Item
from doorstep.wings.town.voices import remarks

PER_BATCH = 46
WHOLE_TOWN = 622
READY = ("awaiting_rating", "rated", "closed_unrated", "handling")
SECRET = "tip_off"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """`ago` is how many working days before the end the batch is begun; `ends` how far it has come then."""

    title: str
    classes: tuple[str, ...]
    ago: float
    ends: str = "published"
    is_returned: bool = False


ISSUES = (
    Issue(title="第一批：市容环境和道路设施", classes=("streets", "roads"), ago=36),
    Issue(title="第二批：水电气和小区物业", classes=("utilities", "housing", "safety"), ago=29),
    Issue(title="第三批：生态环境和交通出行", classes=("environment", "traffic", "roads"), ago=21, is_returned=True),
    Issue(title="第四批：养老、医疗和教育", classes=("elderly", "health", "education", "work"), ago=13),
    Issue(title="第五批：市容、市场和文体", classes=("streets", "market", "culture", "community"), ago=6),
    Issue(
        title="第六批：道路、物业和停车",
        classes=("roads", "housing", "traffic", "utilities"),
        ago=1.2,
        ends="submitted",
    ),
    Issue(title="第七批：办结事项", classes=("environment", "elderly", "streets"), ago=0.3, ends="drafted"),
)


def publish(town: Town, issue: Issue) -> Life:
    """One batch: choose, redact, submit, review, before the public."""
    editor, reviewer = town.staff.named("publisher"), town.staff.named("reviewer")
    yield town.at(max(town.almanac.before_end(issue.ago * 7), town.almanac.start))
    batch = services.open_batch(title=issue.title, actor=editor, now=town.now, key=issue.title).case_id
    town.steps.answer(town.now)
    chosen = _chosen(town, issue)
    services.add_items(batch, [matter.number for matter in chosen], actor=editor, now=town.now)
    _redact(town, batch, editor)
    if issue.ends == "drafted" or not queries.items_of(batch):
        return
    yield town.hours(1.5)
    _take(town, batch, "submit", editor, {"note": remarks.BATCH_NOTE})
    if issue.is_returned:
        yield town.hours(2)
        _take(town, batch, "return", reviewer, {"changes": remarks.BATCH_RETURN})
        yield town.hours(3)
        _rewrite(town, queries.items_of(batch)[2:3], batch, editor)
        _take(town, batch, "submit", editor, {"note": remarks.BATCH_NOTE})
    if issue.ends == "submitted":
        return
    yield town.hours(5)
    _take(town, batch, "approve", reviewer, {})
    if issue is ISSUES[0]:
        yield town.hours(40)
        item = queries.items_of(batch)[-1]
        _take(town, batch, "withdraw_item", editor, {"item": item.number, "reason": "asked_by_reporter"})


def _chosen(town: Town, issue: Issue) -> list[Matter]:
    """Of these kinds, done ones before those in hand."""
    shown = set(Item.objects.filter(withdrawn_at=None).values_list("case_id", flat=True))
    fit = [
        matter
        for matter in town.matters.values()
        if matter.state in READY
        and matter.case_id not in shown
        and matter.fate.trouble.request != SECRET
        and matter.fate.trouble.category.startswith(issue.classes)
    ]
    fit.sort(key=lambda matter: (READY.index(matter.state), matter.fate.number))
    return fit[: max(2, round(PER_BATCH * town.size / WHOLE_TOWN))]


def _redact(town: Town, batch: UUID, editor: Actor) -> None:
    """By hand what the rules leave: shops are hidden in complaints, doubtful items are cleared or left out."""
    for item in queries.items_of(batch):
        matter = town.by_case[item.case_id]
        if item.doubts and matter.rng.random() < 0.4:
            services.drop_item(item.pk, batch_id=batch)
        elif item.doubts or matter.fate.trouble.request == "complaint":
            _edit(town, item, batch, editor, hide=_businesses(matter))


def _rewrite(town: Town, items: list[Item], batch: UUID, editor: Actor) -> None:
    for item in items:
        matter = town.by_case[item.case_id]
        _edit(town, item, batch, editor, hide=[matter.fill("{n}号楼"), *_businesses(matter)])


def _businesses(matter: Matter) -> list[str]:
    """Names that no rule can know."""
    return [matter.fate.scene.holes[hole] for hole in ("shop", "eatery")]


def _edit(town: Town, item: Item, batch: UUID, editor: Actor, *, hide: list[str]) -> None:
    services.edit_item(item.pk, batch_id=batch, texts={}, hide=hide, is_cleared=True, actor=editor, now=town.now)


def _take(town: Town, batch: UUID, verb: str, actor: Actor, form: dict[str, str]) -> None:
    services.take_batch_step(batch, verb, form, actor=actor, now=town.now, key=None, seen=None)
    town.steps.answer(town.now)
