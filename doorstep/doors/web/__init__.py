"""HTML for residents, desks and the public. Parses a request, makes one call, speaks plainly; decides nothing."""
