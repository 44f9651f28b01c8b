"""项目: what is done for people and what is put right, how far it is, what it costs, whether it was worth it; for staff and for all."""
