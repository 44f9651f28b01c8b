"""JSON for other programs: `/api/v1`, with token sign-in scoped to posts."""
