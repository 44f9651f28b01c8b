"""Cases 事项 and the ledger 台账: the only writer of cases, events, clocks and receipts.

Two doors lead in: `open.open_cases` and `act.act`. Each writes the case, its event, its clocks and the job that tells the
wings, in one transaction and one statement. Refuses everything the kernel refuses, and any event that is not the next.
"""
