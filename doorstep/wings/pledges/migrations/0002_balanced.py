"""Movements and entries are only ever inserted, and the entries of a movement add up to nothing when its transaction ends."""

from django.db import migrations

RULES = """
CREATE FUNCTION pledges_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the book is only ever added to (% on %)', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER pledges_movement_insert_only BEFORE UPDATE OR DELETE ON pledges_movement FOR EACH ROW EXECUTE FUNCTION pledges_refuse_change();
CREATE TRIGGER pledges_entry_insert_only BEFORE UPDATE OR DELETE ON pledges_entry FOR EACH ROW EXECUTE FUNCTION pledges_refuse_change();
CREATE FUNCTION pledges_demand_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off bigint;
BEGIN
    EXECUTE format('SELECT coalesce(sum(fen), 1) FROM %I.pledges_entry WHERE movement_id = $1', TG_TABLE_SCHEMA)
        INTO off USING CASE WHEN TG_TABLE_NAME = 'pledges_movement' THEN NEW.id ELSE (to_jsonb(NEW)->>'movement_id')::bigint END;
    IF off <> 0 THEN
        RAISE EXCEPTION 'movement does not balance (% fen)', off USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pledges_movement_balanced AFTER INSERT ON pledges_movement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pledges_demand_balance();
CREATE CONSTRAINT TRIGGER pledges_entry_balanced AFTER INSERT ON pledges_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION pledges_demand_balance();
"""
UNDO = """
DROP TRIGGER pledges_entry_balanced ON pledges_entry;
DROP TRIGGER pledges_movement_balanced ON pledges_movement;
DROP FUNCTION pledges_demand_balance();
DROP TRIGGER pledges_entry_insert_only ON pledges_entry;
DROP TRIGGER pledges_movement_insert_only ON pledges_movement;
DROP FUNCTION pledges_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_initial")]
    operations = [migrations.RunSQL(RULES, UNDO)]
