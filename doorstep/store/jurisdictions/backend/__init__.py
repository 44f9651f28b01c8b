"""Django's PostgreSQL backend, made to follow the jurisdiction being served."""
