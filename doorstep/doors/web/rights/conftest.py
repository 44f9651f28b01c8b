"""Keys and mirror of the log in a folder of the test's own."""

from doorstep.doors.web.log.conftest import log_places

__all__ = ["log_places"]
