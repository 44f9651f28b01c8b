"""What every page of the office needs around its own matter: where we are, what else may be opened, the moment."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest

from doorstep.doors.web.guards import capabilities


def frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """Context shared by the office's pages. `key` makes a form sent twice count once."""
    may = capabilities(request)
    return {
        "here": here,
        "now": datetime.now(UTC),
        "key": uuid4().hex,
        "may": dict.fromkeys(may, True),
        "desk": {
            "may_pool": "merge" in may,
            "may_board": "dispatch_board" in may,
            "may_publish": bool(may & {"publish", "review_publication"}),
        },
    }
