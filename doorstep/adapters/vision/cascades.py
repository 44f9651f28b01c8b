"""Looks with the cascades inside opencv-python-headless (Apache-2.0; below version 5, which ships none), in a child process.

Faces from the front and from the side, and number plates: the plate model was trained on Russian plates, of the same shape as
Chinese ones. It misses much and errs now and then, which is why a person looks at every picture. Refuses to wait long.
"""

import json
import logging
import subprocess
import sys

from doorstep.adapters.vision import Box, CannotLook

log = logging.getLogger(__name__)
PATIENCE = 20.0
CHILD = ("-m", "doorstep.adapters.vision.child")


class Cascades:
    """Starts a process for each picture: a quarter of a second, and no memory afterwards."""

    def look(self, jpeg: bytes) -> tuple[Box, ...]:
        try:
            done = subprocess.run(
                [sys.executable, *CHILD], input=jpeg, capture_output=True, timeout=PATIENCE, check=True
            )
        except (OSError, subprocess.SubprocessError) as failed:
            log.warning("no look at a picture: %s", type(failed).__name__)
            raise CannotLook from failed
        return tuple(Box(**row) for row in json.loads(done.stdout))
