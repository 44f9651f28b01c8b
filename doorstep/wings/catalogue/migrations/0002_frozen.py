"""A version stands as it was published: triggers refuse to change its rows, or anything of it but whether it is in force."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION catalogue_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of the catalogue are frozen (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER catalogue_rows_frozen BEFORE UPDATE OR DELETE ON catalogue_cataloguerow
    FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_change();
CREATE TRIGGER catalogue_version_frozen
    BEFORE DELETE OR UPDATE OF name, published_at, published_by, origin, source, note, digest, size ON catalogue_version
    FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(FROZEN, migrations.RunSQL.noop)]
