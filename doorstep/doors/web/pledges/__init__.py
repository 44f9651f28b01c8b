"""撬动资源: what society gives, entered by staff with its document, and open to all: totals that lead to their entries."""
