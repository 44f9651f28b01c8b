"""As time passes: riders who took no snap for long are forgotten."""

from doorstep.wings.snaps.services import forget_idle_riders

SWEEPS = (forget_idle_riders,)
