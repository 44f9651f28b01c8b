"""What themes count before and after: the windows and verdicts of the kernel, under the names that this wing uses. Pure."""

from doorstep.kernel.windows import FEWEST, Window, Windows, midnight, verdict, windows

__all__ = ["FEWEST", "Window", "Windows", "midnight", "verdict", "windows"]
