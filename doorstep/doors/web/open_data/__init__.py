"""开放数据: what the pages show of candidates, meetings, votes, projects, money, pledges and judging, as tables to take away."""
