"""Doors parse what comes in, make one call, and speak plainly. They decide nothing."""
