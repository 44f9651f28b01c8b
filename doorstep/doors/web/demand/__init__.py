"""The demand picture's own pages: for staff with the cases behind it, for everybody without."""
