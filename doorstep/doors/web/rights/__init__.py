"""个人信息权利: ask, follow, read and download what is held; who looked; the register in plain words; the office's side."""
