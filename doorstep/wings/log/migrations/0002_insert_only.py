"""Leaves, heads and checkpoints are only ever inserted; of a leaf nothing but the salt may be taken away."""

from django.db import migrations

INSERT_ONLY = """
CREATE FUNCTION log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is only ever added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER log_entry_insert_only BEFORE DELETE OR UPDATE OF index, kind, position, deed, commitment ON log_entry
    FOR EACH ROW EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER log_head_insert_only BEFORE UPDATE OR DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER log_checkpoint_insert_only BEFORE UPDATE OR DELETE ON log_checkpoint
    FOR EACH ROW EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER log_entry_never_emptied BEFORE TRUNCATE ON log_entry FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER log_head_never_emptied BEFORE TRUNCATE ON log_head FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
CREATE TRIGGER log_checkpoint_never_emptied BEFORE TRUNCATE ON log_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION log_refuse_change();
ALTER TABLE log_tile ALTER hashes SET STORAGE EXTERNAL;
REVOKE UPDATE, DELETE, TRUNCATE ON log_entry, log_head, log_checkpoint FROM PUBLIC, CURRENT_USER;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'doorstep_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON log_entry, log_head, log_checkpoint FROM doorstep_app;
        GRANT UPDATE (salt) ON log_entry TO doorstep_app;
        REVOKE DELETE, TRUNCATE ON log_logkey, log_witness, log_cosignature, log_trouble FROM doorstep_app;
    END IF;
END $$;
GRANT UPDATE (salt) ON log_entry TO CURRENT_USER;
"""


class Migration(migrations.Migration):
    dependencies = [("log", "0001_initial")]

    operations = [migrations.RunSQL(INSERT_ONLY, migrations.RunSQL.noop)]
