"""Why the log stands still, each by name, with what can be done about it."""


class LogStandsStill(Exception):
    """存证日志停住了。"""

    kind = "stands_still"


class LogAhead(LogStandsStill):
    """签过名的存证日志比数据库里的长：数据库很可能是用旧备份恢复的。为了不写出两个版本的历史，日志先停在这里。"""

    kind = "log_ahead"


class LogParted(LogStandsStill):
    """数据库里的存证日志和签过名的那一份在同样的长度上对不上：有人改过，或者恢复了别的数据库。"""

    kind = "log_parted"


class TilesBroken(LogStandsStill):
    """存证日志的瓦片和树根对不上：运行 doorstep log rebuild 从记录重新推算。"""

    kind = "tiles_broken"


class MirrorBroken(Exception):
    """这份镜像不完整或不是这份日志，不能用来找回。"""
