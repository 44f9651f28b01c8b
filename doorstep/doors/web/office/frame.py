"""What every page of the office needs around its own matter: the desk's frame, what may be done here, a key for its forms."""

import re
from typing import Any

from django.http import HttpRequest

from doorstep.doors.web.desk.frame import frame as desk_frame
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import capabilities

KEY = re.compile(r"[\w-]{1,64}")


def frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """Context shared by the office's pages. `key` makes a form sent twice count once."""
    may = dict.fromkeys(capabilities(request), True)
    return {**desk_frame(request, here), "key": fresh_key(), "may": may}


def key_of(request: HttpRequest) -> str | None:
    """The key that came with a form; None when there is none, or it is none of ours."""
    raw = request.POST.get("key", "")
    return raw if KEY.fullmatch(raw) else None
