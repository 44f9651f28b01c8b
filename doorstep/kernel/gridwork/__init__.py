"""Grid work 网格工作 as a pack tells it: who answers for what, duty lists, rounds and when they fall. Plain Python, touches nothing."""
