"""Rows of the notary are only ever inserted: a trigger and the grants refuse the rest."""

from django.db import migrations

INSERT_ONLY = """
CREATE FUNCTION notary_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'deeds are only ever inserted (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER notary_deed_insert_only BEFORE UPDATE OR DELETE ON notary_deed
    FOR EACH ROW EXECUTE FUNCTION notary_refuse_change();
CREATE TRIGGER notary_deed_never_emptied BEFORE TRUNCATE ON notary_deed
    FOR EACH STATEMENT EXECUTE FUNCTION notary_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON notary_deed FROM PUBLIC, CURRENT_USER;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'doorstep_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON notary_deed FROM doorstep_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notary", "0001_initial")]

    operations = [migrations.RunSQL(INSERT_ONLY, migrations.RunSQL.noop)]
