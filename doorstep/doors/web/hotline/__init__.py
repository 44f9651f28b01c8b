"""The hotline desk's own pages: one screen for a call, worked by keyboard alone."""
