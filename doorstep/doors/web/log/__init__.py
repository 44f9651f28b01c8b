"""存证日志 for everybody: its page, its files as C2SP tlog-tiles lays them out, a receipt to take away, and where to check one."""
