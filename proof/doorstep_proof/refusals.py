"""Why something was not believed: each kind has a name, so that a caller can say it in the reader's language."""


class NotProven(Exception):
    """这份材料没有通过核对。"""


class Malformed(NotProven):
    """格式不对：不是约定的样子，不能解读。"""
