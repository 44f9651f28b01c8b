"""A theme or an estate's file as a row of a list."""

from typing import Any

from django.urls import reverse

from doorstep.doors.web.desk.rows import rows_of
from doorstep.kernel.words import Words
from doorstep.store.cases.inner_lists import Order
from doorstep.store.people.units import unit_tree

OWN = ("theme", "estate_file")


def order_row(one: Order) -> dict[str, Any]:
    """With the number of its cases, and of its tasks done and all."""
    (case_row,) = rows_of([one.line])
    unit = one.line.lead_unit
    tasks, done = one.tied.get("theme_task", (0, 0))
    return {
        "case": case_row,
        "url": reverse("theme", args=[one.line.number]),
        "unit": unit_tree().label(unit) if unit in unit_tree() else Words(zh=unit, en=unit),
        "cases": sum(one.tied.get(kind, (0, 0))[0] for kind in OWN),
        "tasks": tasks,
        "done": done,
        "begun_at": one.begun_at,
    }
