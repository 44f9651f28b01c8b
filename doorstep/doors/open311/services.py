"""Services: our categories, in their order. A class may be chosen as a whole by whoever cannot tell the kind."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from doorstep.doors.open311.answering import Answer, resource
from doorstep.doors.open311.faults import ServiceUnknown
from doorstep.doors.web.words import say
from doorstep.kernel.categories import NOT_SORTED_YET, UNSORTED, Category
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law
from doorstep.wings.intake.services import MECHANISM


@resource("GET")
def services(request: HttpRequest) -> Answer:
    """GET services."""
    found = [_service(category) for category in towns.pack().categories.by_code.values()]
    return Answer(root="services", content=[*found, _unsorted()])


def _service(category: Category) -> dict[str, Any]:
    categories = towns.pack().categories
    above = categories.by_code.get(category.parent)
    names = [category.label, *([above.label] if above else [kind.label for kind in categories.within(category.code)])]
    described = (
        _("%(group)s：%(name)s") % {"group": say(above.label), "name": say(category.label)}
        if above
        else _("%(name)s，说不准是哪一种") % {"name": say(category.label)}
    )
    return {
        "service_code": category.code,
        "service_name": say(category.label),
        "description": described,
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(dict.fromkeys(word for label in names for word in (label.zh, label.en))),
        "group": say((above or category).label),
    }


def _unsorted() -> dict[str, Any]:
    return {
        "service_code": UNSORTED,
        "service_name": say(NOT_SORTED_YET),
        "description": _("说不准属于哪一类时用它，收到以后由工作人员来分"),
        "metadata": True,
        "type": "realtime",
        "keywords": f"{NOT_SORTED_YET.zh}, {NOT_SORTED_YET.en}",
        "group": say(NOT_SORTED_YET),
    }


@resource("GET")
def definition(request: HttpRequest, service: str) -> Answer:
    """GET services/{service_code}."""
    return Answer(
        root="service_definition",
        content={"service_code": known_service(service), "attributes": attributes()},
    )


def known_service(code: str) -> str:
    """The code, if it is one of ours. Raises ServiceUnknown."""
    if code != UNSORTED and code not in towns.pack().categories.by_code:
        raise ServiceUnknown(given=code[:80])
    return code


def attributes() -> list[dict[str, Any]]:
    """What else may be said of any matter: where exactly, and what is asked for."""
    spot = current_law(MECHANISM).mechanism.opening.field("spot")
    kinds = towns.pack().categories.request_types.values()
    found = [
        {
            "code": "request_type",
            "datatype": "singlevaluelist",
            "datatype_description": _("不选时按求助处理"),
            "description": _("希望怎么样"),
            "values": [{"key": kind.code, "name": say(kind.label)} for kind in kinds],
        }
    ]
    if spot:
        found.append(
            {
                "code": "spot",
                "datatype": "string",
                "datatype_description": say(spot.help),
                "description": say(spot.label),
                "values": [],
            }
        )
    return [
        {
            "variable": True,
            "code": one["code"],
            "datatype": one["datatype"],
            "required": False,
            "datatype_description": one["datatype_description"],
            "order": order,
            "description": one["description"],
            "values": one["values"],
        }
        for order, one in enumerate(found, 1)
    ]
