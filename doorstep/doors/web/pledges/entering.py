"""The form for a promise: what is asked, what of it was typed, and what the wing is told."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.pledges.mine import own_places, own_project
from doorstep.doors.web.shapes import FormField, Option
from doorstep.kernel.refusals import FormRefused
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.pledges import queries
from doorstep.wings.pledges.rules import GIVERS, ProjectUnknown
from doorstep.wings.pledges.services import Promise

FIELDS = (
    "giver",
    "giver_kind",
    "is_named",
    "kind",
    "quantity",
    "what",
    "document",
    "project",
    "place",
    "is_another",
)


def promised_by(desk: Desk, typed: dict[str, str]) -> Promise:
    """Raises FormRefused (project) for one that is not one's own; a place of elsewhere is none."""
    number = typed["project"].strip()[:24]
    row = own_project(desk, number) if number else None
    if number and row is None:
        raise FormRefused({"project": ProjectUnknown(value=number)})
    place = next((spot.path for spot in own_places(desk) if spot.code == typed["place"]), "")
    return Promise(
        giver=typed["giver"],
        giver_kind=typed["giver_kind"],
        kind=typed["kind"],
        quantity=typed["quantity"],
        what=typed["what"],
        document=typed["document"],
        is_named=bool(typed["is_named"]),
        project_id=row.case_id if row else None,
        project_number=row.number if row else "",
        place_path=place,
        is_another=bool(typed["is_another"]),
    )


def fields_of(desk: Desk, typed: dict[str, str], wrong: dict[str, str]) -> list[FormField]:
    """In the order in which a clerk reads the paper. Whether it is another one is asked only where it looks like one before."""
    asked = (*_of_the_gift(), *_of_its_use(desk))
    if typed.get("is_another") or "is_another" in wrong:
        asked = (*asked, {"name": "is_another", "kind": "flag", "label": _("核对过，是另一笔"), "required": False})
    return [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in asked
    ]


def _of_the_gift() -> tuple[dict[str, Any], ...]:
    kinds = queries.book().kinds(timezone.localdate())
    givers = tuple(Option(code=code, label=label) for code, label in GIVERS.items())
    secret, units = _("加密保存，不愿公开的不公开"), _("现金、折扣、物资写元；工时写小时")
    rules = tuple(Option(code=rule.kind, label=rule.label, help=rule.plainly) for rule in kinds)
    return (
        {"name": "giver", "kind": "line", "label": _("谁给的"), "help": secret, "max_length": 60},
        {"name": "giver_kind", "kind": "choice", "label": _("是哪一类"), "options": givers},
        {"name": "is_named", "kind": "flag", "label": _("愿意公开名字"), "required": False},
        {"name": "kind", "kind": "choice", "label": _("给的是"), "options": rules},
        {"name": "quantity", "kind": "number", "label": _("数量"), "help": units, "max_length": 20},
        {"name": "what", "kind": "line", "label": _("具体是什么"), "help": _("会公开，不写人名"), "max_length": 200},
        {"name": "document", "kind": "line", "label": _("凭证号"), "help": _("同一个凭证只能用一次"), "max_length": 64},
    )


def _of_its_use(desk: Desk) -> tuple[dict[str, Any], ...]:
    number, where = _("项目编号；不指定就空着"), _("指定了项目的不用选，跟着项目走")
    return (
        {"name": "project", "kind": "line", "label": _("给哪个项目"), "help": number, "required": False},
        {"name": "place", "kind": "choice", "label": _("给哪里用"), "help": where, "required": False, "as_list": True}
        | {"options": tuple(Option(code=spot.code, label=spot.label, group=_above(spot)) for spot in own_places(desk))},
    )


def _above(spot: Spot) -> Any:
    street = atlas().get(spot.parent) if spot.level == "community" else None
    return street.label if street else _("较大的范围")
