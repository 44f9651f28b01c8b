"""Joint handling 协同办理: several units at one matter: orders to assist, parts, consultations, coordination meetings.

Hears what is signed off, called, held, ruled. Writes steps through the store alone: tells the main case that a part is done,
sends invitations, puts questions on agendas, lets tied cases follow a ruling. Has no tables: all is read from the ledger.
Never decides whose duty something is, never signs anything off by itself, never counts an opinion that nobody gave.
"""
