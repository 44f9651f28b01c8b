"""What every page of the office needs around its own matter: the desk's frame, what may be done here, a key for its forms."""

from typing import Any

from django.http import HttpRequest

from doorstep.doors.web.desk.frame import frame as desk_frame
from doorstep.doors.web.desk.frame import fresh_key
from doorstep.doors.web.guards import capabilities


def frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """Context shared by the office's pages. `key` makes a form sent twice count once."""
    may = dict.fromkeys(capabilities(request), True)
    return {**desk_frame(request, here), "key": fresh_key(), "may": may}
