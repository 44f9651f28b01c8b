"""Units by kind and categories by class, as every form of the office offers them."""

from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import Option
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree

KINDS = ("department", "section", "company", "office", "street", "community")


def unit_options(first: tuple[str, ...] = ()) -> tuple[Option, ...]:
    """All units in use; those named come first under a heading of their own."""
    tree = unit_tree()
    headings = {
        "department": _("部门"),
        "section": _("科室"),
        "company": _("公司"),
        "office": _("统筹"),
        "street": _("街道、镇"),
        "community": _("社区、村"),
    }
    proposed = [Option(code=code, label=tree.label(code), group=_("建议")) for code in first]
    rest = [
        Option(code=unit.code, label=unit.label, group=headings[kind])
        for kind in KINDS
        for unit in tree.all(kind)
        if unit.code not in first
    ]
    return (*proposed, *rest)


def category_options() -> tuple[Option, ...]:
    """Classes and what lies beneath them."""
    known = towns.pack().categories.by_code
    return tuple(
        Option(code=one.code, label=one.label, group=known[one.parent].label if one.parent else "")
        for one in known.values()
    )
