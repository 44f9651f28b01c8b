"""研判: what the machine proposes about a case, where people see it; and the page of what it has learned."""
