"""Money as forms keep it: plain decimal text of yuan with two places. Whole fen, exact."""


def fen_of(yuan: str) -> int:
    """From the text of a field of kind money."""
    whole, _, part = yuan.lstrip("-").partition(".")
    amount = int(whole) * 100 + int((part + "00")[:2])
    return -amount if yuan.startswith("-") else amount


def plain_yuan(fen: int) -> str:
    """“-1234.50”: as a program reads it."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
