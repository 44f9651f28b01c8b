"""What a resident is told at once when their words speak of danger: whom to ring now. Nothing is decided by it."""

from django.utils.translation import gettext as _

from doorstep.doors.web.words import say
from doorstep.wings.triage.ringing import ring
from doorstep.wings.triage.services import rules


def danger_in(text: str) -> str:
    """One sentence, or "" where nothing rings."""
    rung = ring(rules(), text)
    if rung is None or not rung.danger.call:
        return ""
    told = {"danger": say(rung.danger.label), "call": rung.danger.call}
    return _("您说到了%(danger)s。现在还有危险的，请马上打 %(call)s；这里也会马上提醒值班的人。") % told
