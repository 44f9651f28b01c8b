def _row(kind: str, row: Row) -> list[str | int]:
    said: list[str | int] = [kind, say(row.label), row.n, _number(row.share), row.open, _number(row.share_open), row.done]
    return [*said, row.before, _number(row.change), row.year, _number(row.change_year)]


def _number(value: float | None) -> str:
