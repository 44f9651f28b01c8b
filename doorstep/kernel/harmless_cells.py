"""Text that goes into a cell of a file for spreadsheets, so that no program takes it for a formula. Shows it otherwise unchanged."""

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def harmless(value: str) -> str:
    """A spreadsheet reads some beginnings as formulas, also after blanks and, in China, in full width."""
    return f"'{value}" if value.lstrip().startswith(FORMULA) else value
