"""What Django's models cannot say: the ledger's sequence and triggers, narrowed grants, and the Chinese search index."""

from django.db import migrations

SEQUENCES = """
CREATE SEQUENCE cases_number;
"""

INSERT_ONLY = """
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are only ever inserted (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER cases_event_insert_only BEFORE UPDATE OR DELETE ON cases_event
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_event_never_emptied BEFORE TRUNCATE ON cases_event
    FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_law_frozen BEFORE DELETE OR UPDATE OF name, version, content, published_at ON cases_law
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""

# The owner may grant itself these rights again, but not by accident; the serving role cannot at all.
GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON cases_event FROM PUBLIC, CURRENT_USER;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'doorstep_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON cases_event FROM doorstep_app;
        REVOKE DELETE, TRUNCATE ON cases_case, cases_law, cases_receipt, cases_sealedtext, cases_attachment FROM doorstep_app;
    END IF;
END $$;
"""

# Pairs of neighbouring characters find Chinese text of any length from two up; pg_trgm needs three and a suitable locale.
# Marks are named by range, since what counts as a letter depends on the server's locale.
SEARCH = r"""
CREATE FUNCTION cases_bigrams(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT pair), '{}') FROM (
        SELECT substr(flat, n, 2) AS pair
        FROM (SELECT regexp_replace(lower(given), '[\s!-/:-@\[-`{-~\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+', ' ', 'g') AS flat) AS once,
             generate_series(1, length(flat) - 1) AS n
    ) AS pairs WHERE position(' ' IN pair) = 0
$$;
CREATE INDEX cases_words_bigrams ON cases_casewords USING gin (cases_bigrams(title || ' ' || body));
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(SEQUENCES, "DROP SEQUENCE cases_number"),
        migrations.RunSQL(INSERT_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]
